"""Addresses of photographs as a series, and of what a course is judged by."""

from django.urls import URLPattern, URLResolver, include, path

from yintang.clinic.progress import (
    results_urls,
    views_capture,
    views_circumstances,
    views_sequence,
    views_targets,
)

# /visits/<uuid>/photographs/
visit_urls = [
    path("", views_capture.capture, name="capture"),
    path("add/", views_capture.shot_add, name="shot-add"),
    path("hint/", views_capture.shot_hint, name="shot-hint"),
    path("circumstances/", views_circumstances.circumstances_save, name="circumstances-save"),
]

# /courses/<uuid>/targets/
course_urls = [
    path("", views_targets.targets, name="targets"),
    path("declare/", views_targets.target_declare, name="target-declare"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "clinics/<uuid:clinic_id>/photographs/",
        views_sequence.clinic_sequence,
        name="clinic-sequence",
    ),
    path("visits/<uuid:visit_id>/photographs/", include(visit_urls)),
    path("courses/<uuid:course_id>/targets/", include(course_urls)),
    path("courses/<uuid:course_id>/change/", include(results_urls.course_urls)),
    path("shots/<uuid:shot_id>/decide/", views_capture.shot_decide, name="shot-decide"),
    path(
        "targets/<uuid:target_id>/withdraw/", views_targets.target_withdraw, name="target-withdraw"
    ),
    *results_urls.urlpatterns,
]
