"""Addresses of the clinic as a whole."""

from django.urls import include, path

from yintang.clinic.clinics import views

# /clinics/<uuid>/
clinic_urls = [
    path("", views.clinic, name="clinic"),
    path("edit/", views.edit_clinic, name="clinic-edit"),
    path("invite/", views.invite_member, name="member-invite"),
]

# /members/<uuid>/
member_urls = [
    path("", views.member, name="member"),
    path("link/", views.member_link, name="member-link"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("clinics/<uuid:clinic_id>/", include(clinic_urls)),
    path("members/<uuid:member_id>/", include(member_urls)),
    path("healthz", views.healthz, name="healthz"),
]
