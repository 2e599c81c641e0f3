"""Addresses of the outbox."""

from django.urls import include, path

from yintang.clinic.outbox import views

# /letters/<uuid>/
letter_urls = [
    path("", views.letter, name="letter"),
    path("<slug:act>/", views.letter_act, name="letter-act"),
]

urlpatterns = [
    path("clinics/<uuid:clinic_id>/outbox/", views.outbox, name="outbox"),
    path("letters/<uuid:letter_id>/", include(letter_urls)),
    path("patients/<uuid:patient_id>/letters/", views.patient_letters, name="patient-letters"),
]
