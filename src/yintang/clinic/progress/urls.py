"""Addresses of photographs as a series, and of what a course is judged by."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
