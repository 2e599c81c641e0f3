"""Addresses of the patient's own page, and of booking by a stranger."""

from django.urls import URLPattern, URLResolver, include, path

from yintang.clinic.portal import (
    views_consents,
    views_home,
    views_papers,
    views_results,
    views_rights,
    views_told,
)

# /mine/<uuid>/
mine_urls: list[URLPattern | URLResolver] = [
    path("", views_home.mine, name="mine"),
    path("aftercare/", views_home.aftercare, name="mine-aftercare"),
    path("looked/", views_home.looked, name="mine-looked"),
    path("questions/", views_told.questions, name="mine-questions"),
    path("questions/<slug:section>/", views_told.question, name="mine-question"),
    path("rate/", views_told.rate, name="mine-rate"),
    path("consents/<slug:purpose>/", views_consents.consent, name="mine-consent"),
    path(
        "consents/<slug:purpose>/withdraw/",
        views_consents.consent_withdraw,
        name="mine-consent-withdraw",
    ),
    path("changes/<uuid:course_id>/", views_results.own_changes, name="mine-changes"),
    path("photos/<uuid:own_photo_id>/", views_results.own_photo, name="mine-photo"),
    path("papers/", views_papers.papers, name="mine-papers"),
    path("take-along/", views_papers.take_along, name="mine-take-along"),
    path("ask/", views_rights.ask, name="mine-ask"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("mine/<uuid:patient_id>/", include(mine_urls)),
    path("courses/<uuid:course_id>/release/", views_results.course_release, name="course-release"),
    path(
        "clinics/<uuid:clinic_id>/requests/", views_rights.rights_requests, name="rights-requests"
    ),
    path(
        "requests/<uuid:asked_id>/answer/",
        views_rights.rights_request_answer,
        name="rights-request-answer",
    ),
]
