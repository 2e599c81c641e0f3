"""Addresses of patients and their consents."""

from django.urls import include, path

from yintang.clinic.patients import views, views_consents

# /patients/<uuid>/
patient_urls = [
    path("", views.patient, name="patient"),
    path("consents/", views_consents.consents, name="consents"),
]

urlpatterns = [
    path("clinics/<uuid:clinic_id>/patients/", views.patients, name="patients"),
    path("patients/<uuid:patient_id>/", include(patient_urls)),
    path("mine/<uuid:patient_id>/", views.mine, name="mine"),
]
