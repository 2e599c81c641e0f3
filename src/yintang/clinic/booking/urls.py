"""Addresses of the diary."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("yintang.clinic.booking.setup_urls")),
]
