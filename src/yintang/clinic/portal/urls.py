"""Addresses of the patient's own page, and of booking by a stranger."""

from django.urls import URLPattern, URLResolver, include, path

from yintang.clinic.portal import (
    views_consents,
    views_contact,
    views_course,
    views_entering,
    views_home,
    views_papers,
    views_results,
    views_rights,
    views_stranger,
    views_told,
    views_visits,
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
    path("courses/<uuid:course_id>/book/", views_course.own_course_book, name="mine-course-book"),
    path("photos/<uuid:own_photo_id>/", views_results.own_photo, name="mine-photo"),
    path("papers/", views_papers.papers, name="mine-papers"),
    path("take-along/", views_papers.take_along, name="mine-take-along"),
    path("ask/", views_rights.ask, name="mine-ask"),
    path("contact/", views_contact.contact, name="mine-contact"),
    path("contact/feed/", views_contact.feed_make, name="mine-feed-make"),
    path("contact/feed/revoke/", views_contact.feed_revoke, name="mine-feed-revoke"),
    path("book/", views_visits.own_book, name="mine-book"),
    path("book/<uuid:online_id>/", views_visits.own_book_times, name="mine-book-times"),
    path("visits/<uuid:visit_id>/move/", views_visits.own_move, name="mine-visit-move"),
    path("visits/<uuid:visit_id>/cancel/", views_visits.own_cancel, name="mine-visit-cancel"),
    path("visits/<uuid:visit_id>/appointment.ics", views_visits.own_ics, name="mine-visit-ics"),
]

# /book/<uuid>/
book_urls = [
    path("", views_stranger.book, name="book"),
    path("done/", views_stranger.done, name="book-done"),
    path("done/appointment.ics", views_stranger.done_ics, name="book-ics"),
    path("<uuid:online_id>/", views_stranger.questions, name="book-questions"),
    path("<uuid:online_id>/times/", views_stranger.times, name="book-times"),
    path("<uuid:online_id>/hold/", views_stranger.hold, name="book-hold"),
    path("<uuid:online_id>/confirm/", views_stranger.confirm, name="book-confirm"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("mine/<uuid:patient_id>/", include(mine_urls)),
    path("book/<uuid:public_id>/", include(book_urls)),
    path("enter/", views_entering.entry_ask, name="entry-ask"),
    path("enter/<slug:token>/", views_entering.entry, name="entry"),
    path("courses/<uuid:course_id>/release/", views_results.course_release, name="course-release"),
    path(
        "patients/<uuid:patient_id>/page-link/",
        views_contact.patient_page_link,
        name="patient-page-link",
    ),
    path(
        "clinics/<uuid:clinic_id>/requests/", views_rights.rights_requests, name="rights-requests"
    ),
    path(
        "requests/<uuid:asked_id>/answer/",
        views_rights.rights_request_answer,
        name="rights-request-answer",
    ),
]
