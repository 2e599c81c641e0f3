"""Addresses of photographs."""

from django.urls import path

from yintang.clinic.photos import views

urlpatterns = [
    path("patients/<uuid:patient_id>/photos/", views.patient_photos, name="patient-photos"),
]
