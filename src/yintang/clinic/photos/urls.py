"""Addresses of photographs."""

from django.urls import path

from yintang.clinic.photos import views, views_withdrawing

urlpatterns = [
    path("patients/<uuid:patient_id>/photos/", views.patient_photos, name="patient-photos"),
    path("patients/<uuid:patient_id>/photos/add/", views.photo_add, name="photo-add"),
    path("photos/<uuid:photo_id>/", views.photo, name="photo"),
    path("photos/<uuid:photo_id>/small/", views.photo_small, name="photo-small"),
    path("photos/<uuid:photo_id>/erase/", views.photo_erase, name="photo-erase"),
    path(
        "consents/<uuid:consent_id>/withdraw/",
        views_withdrawing.consent_withdraw,
        name="consent-withdraw",
    ),
]
