"""Addresses of the clinic as a whole."""

from django.urls import path

from yintang.clinic.clinics import views

urlpatterns = [
    path("", views.home, name="home"),
    path("clinics/<uuid:clinic_id>/", views.clinic, name="clinic"),
    path("healthz", views.healthz, name="healthz"),
]
