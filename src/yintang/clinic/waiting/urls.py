"""Addresses of the waiting list."""

from django.urls import include, path

from yintang.clinic.waiting import views, views_own

# /waiting/<uuid>/
wait_urls = [
    path("", views.wait, name="wait"),
    path("offer/", views.wait_offer, name="wait-offer"),
    path("end/", views.wait_end, name="wait-end"),
]

# /mine/<uuid>/waiting/
mine_urls = [
    path("", views_own.mine_waiting, name="mine-waiting"),
    path("<uuid:own_wait_id>/end/", views_own.mine_waiting_end, name="mine-waiting-end"),
    path("offers/<uuid:own_offer_id>/", views_own.mine_offer_answer, name="mine-offer-answer"),
]

urlpatterns = [
    path("clinics/<uuid:clinic_id>/waiting/", views.waiting_list, name="waiting-list"),
    path(
        "clinics/<uuid:clinic_id>/waiting/pass-on/", views.waiting_pass_on, name="waiting-pass-on"
    ),
    path("patients/<uuid:patient_id>/wait/", views.waiting_add, name="waiting-add"),
    path("waiting/<uuid:wait_id>/", include(wait_urls)),
    path("offers/<uuid:offer_id>/answer/", views.offer_answer, name="offer-answer"),
    path("mine/<uuid:patient_id>/waiting/", include(mine_urls)),
    path("offer/<slug:offer_token>/", views_own.offer, name="offer"),
]
