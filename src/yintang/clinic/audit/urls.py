"""Addresses of the audit."""

from django.urls import path

from yintang.clinic.audit import views

urlpatterns = [path("patients/<uuid:patient_id>/log/", views.patient_log, name="patient-log")]
