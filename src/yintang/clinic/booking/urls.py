"""Addresses of the diary."""

from django.urls import URLPattern, URLResolver, include, path

from yintang.clinic.booking import views, views_course, views_photo_start

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "patients/<uuid:patient_id>/start/", views.patient_start_visit, name="patient-start-visit"
    ),
    path("patients/<uuid:patient_id>/book/", views.visit_book, name="visit-book"),
    path("courses/<uuid:course_id>/book/", views_course.course_book, name="course-book"),
    path("visits/<uuid:visit_id>/cancel/", views.visit_cancel, name="visit-cancel"),
    path(
        "clinics/<uuid:clinic_id>/photo-start/", views_photo_start.photo_start, name="photo-start"
    ),
    path("", include("yintang.clinic.booking.setup_urls")),
    path("", include("yintang.clinic.booking.week_urls")),
]
