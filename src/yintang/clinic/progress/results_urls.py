"""Addresses of what a course changed."""

from django.urls import path

from yintang.clinic.progress import views_pairs, views_rating, views_results

# /courses/<uuid>/change/
course_urls = [
    path("", views_results.progress, name="progress"),
    path("report/", views_results.progress_report, name="progress-report"),
    path("record/", views_results.progress_record, name="progress-record"),
    path("verdicts.csv", views_results.progress_verdicts, name="progress-verdicts"),
    path("measurements.csv", views_results.progress_measurements, name="progress-measurements"),
    path("change.json", views_results.progress_json, name="progress-json"),
    path("before-after/", views_pairs.before_after, name="before-after"),
]

urlpatterns = [
    path("clinics/<uuid:clinic_id>/rate/", views_rating.rate, name="rate"),
    path("clinics/<uuid:clinic_id>/rate/answer/", views_rating.rate_answer, name="rate-answer"),
    path("before-after.js", views_pairs.before_after_script, name="before-after-script"),
    path("before-after.css", views_pairs.before_after_style, name="before-after-style"),
]
