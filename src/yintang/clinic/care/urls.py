"""Addresses of a clinic's days, of visits and of courses."""

from django.urls import include, path

from yintang.clinic.care.views import (
    consultation,
    diagnosis,
    plan,
    record,
    session,
    visits,
)

# /visits/<uuid>/
visit_urls = [
    path("", visits.visit, name="visit"),
    path("consultation/", consultation.consultation, name="consultation"),
    path("diagnosis/", diagnosis.diagnosis, name="diagnosis"),
    path("plan/", plan.plan, name="plan"),
    path("session/", session.session, name="session"),
    path("record/", record.record, name="record"),
]

urlpatterns = [
    path("clinics/<uuid:clinic_id>/today/", visits.today, name="today"),
    path("visits/<uuid:visit_id>/", include(visit_urls)),
    path("courses/<uuid:course_id>/", visits.course, name="course"),
]
