"""Addresses of what a course changed."""

from django.urls import URLPattern, URLResolver, include, path

from yintang.clinic.progress import views_calibration, views_pairs, views_rating, views_results

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

# /clinics/<uuid>/calibration/
calibration_urls = [
    path("", views_calibration.calibration, name="calibration"),
    path("add/", views_calibration.calibration_add, name="calibration-add"),
    path("finish/", views_calibration.calibration_finish, name="calibration-finish"),
]

calibration_shot_urls = [
    path("leave-out/", views_calibration.calibration_leave_out, name="calibration-leave-out"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("clinics/<uuid:clinic_id>/calibration/", include(calibration_urls)),
    path("calibration-shots/<uuid:calibration_shot_id>/", include(calibration_shot_urls)),
    path("clinics/<uuid:clinic_id>/rate/", views_rating.rate, name="rate"),
    path("clinics/<uuid:clinic_id>/rate/answer/", views_rating.rate_answer, name="rate-answer"),
    path("before-after.js", views_pairs.before_after_script, name="before-after-script"),
    path("before-after.css", views_pairs.before_after_style, name="before-after-style"),
]
