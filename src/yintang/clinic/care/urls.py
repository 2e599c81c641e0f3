"""Addresses of a clinic's days, of visits and of courses."""

from django.urls import URLPattern, URLResolver, include, path

from yintang.clinic.care.views import (
    consultation,
    courses,
    diagnosis,
    letters,
    needle_consents,
    notes,
    patients,
    plan,
    plan_parts,
    record,
    session,
    visits,
)

# /visits/<uuid>/plan/
plan_urls = [
    path("", plan.plan, name="plan"),
    path("save/", plan.plan_save, name="plan-save"),
    path("confirm/", plan.plan_confirm, name="plan-confirm"),
    path("photo/", plan.plan_photo, name="plan-photo"),
    path("sheet/", plan.plan_sheet, name="plan-sheet"),
    path("check/", plan_parts.plan_check, name="plan-check"),
    path("card/", plan_parts.plan_card, name="plan-card"),
    path("add/", plan_parts.plan_add, name="plan-add"),
    path("act/", plan_parts.plan_act, name="plan-act"),
    path("suggest/", plan_parts.plan_suggest, name="plan-suggest"),
    path("handle/", plan_parts.plan_handle, name="plan-handle"),
    path("compare/", plan_parts.plan_compare, name="plan-compare"),
    path("history/", plan_parts.plan_history, name="plan-history"),
]

# /visits/<uuid>/
visit_urls: list[URLPattern | URLResolver] = [
    path("", visits.visit, name="visit"),
    path("arrived/", visits.visit_arrived, name="visit-arrived"),
    path("consultation/", consultation.consultation, name="consultation"),
    path("consultation/save/", consultation.save, name="consultation-save"),
    path("consultation/confirm/", consultation.confirm, name="consultation-confirm"),
    path("override/", consultation.override_add, name="override-add"),
    path("override/withdraw/", consultation.override_withdraw, name="override-withdraw"),
    path("diagnosis/", diagnosis.diagnosis, name="diagnosis"),
    path("diagnosis/save/", diagnosis.save, name="diagnosis-save"),
    path("plan/", include(plan_urls)),
    path("session/", session.session, name="session"),
    path("session/begin/", session.session_begin, name="session-begin"),
    path("session/events/", session.session_events, name="session-events"),
    path("session/state/", session.session_state, name="session-state"),
    path("needle-consents/", needle_consents.needle_consents, name="needle-consents"),
    path("needle-consents/sign/", needle_consents.sign, name="needle-consent-sign"),
    path("aftercare/", session.aftercare, name="aftercare"),
    path("aftercare/send/", session.aftercare_send, name="aftercare-send"),
    path("record/", record.record, name="record"),
    path("sign/", record.visit_sign, name="visit-sign"),
    path("amend/", record.visit_amend, name="visit-amend"),
    path("note/", notes.note, name="note"),
    path("note/save/", notes.note_save, name="note-save"),
]

# /patients/<uuid>/
patient_urls = [
    path("", patients.patient, name="patient"),
]

# /courses/<uuid>/
course_urls = [
    path("", courses.course, name="course"),
    path("end/", courses.course_end, name="course-end"),
    path("letter/", letters.course_letter, name="course-letter"),
    path("letter/queue/", letters.letter_queue, name="letter-queue"),
]

urlpatterns = [
    path("patients/<uuid:patient_id>/", include(patient_urls)),
    path("clinics/<uuid:clinic_id>/today/", visits.today, name="today"),
    path("visits/<uuid:visit_id>/", include(visit_urls)),
    path("courses/<uuid:course_id>/", include(course_urls)),
]
