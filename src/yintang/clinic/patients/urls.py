"""Addresses of patients and their consents."""

from django.urls import include, path

from yintang.clinic.patients import views, views_consents, views_merging

# /patients/<uuid>/
patient_urls = [
    path("edit/", views.patient_edit, name="patient-edit"),
    path("merge/", views_merging.patient_merge, name="patient-merge"),
    path("merge/<uuid:other_id>/", views_merging.patient_merge_with, name="patient-merge-with"),
    path("consents/", views_consents.consents, name="consents"),
    path("consents/<slug:purpose>/", views_consents.consent_sign, name="consent-sign"),
]

urlpatterns = [
    path("clinics/<uuid:clinic_id>/patients/", views.patients, name="patients"),
    path("clinics/<uuid:clinic_id>/patients/search/", views.patient_search, name="patient-search"),
    path("clinics/<uuid:clinic_id>/patients/new/", views.patient_new, name="patient-new"),
    path("patients/<uuid:patient_id>/", include(patient_urls)),
    path("consents/<uuid:consent_id>/", views_consents.consent, name="consent"),
    path("merges/<uuid:merge_id>/undo/", views_merging.patient_unmerge, name="patient-unmerge"),
]
