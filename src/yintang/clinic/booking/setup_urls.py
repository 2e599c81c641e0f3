"""Addresses at which a clinic sets up its diary."""

from django.urls import include, path

from yintang.clinic.booking import views_setup, views_setup_hours

# /clinics/<uuid>/diary/
clinic_urls = [
    path("", views_setup.booking_setup, name="booking-setup"),
    path("begin/", views_setup.booking_begin, name="booking-begin"),
    path("rules/", views_setup.booking_rules, name="booking-rules"),
    path("services/new/", views_setup.service_new, name="service-new"),
    path("rooms/add/", views_setup.room_add, name="room-add"),
    path("equipment/add/", views_setup.equipment_add, name="equipment-add"),
    path("hours/", views_setup_hours.opening_hours, name="opening-hours"),
    path("absences/", views_setup_hours.absences, name="absences"),
    path("closed-days/", views_setup_hours.closed_days, name="closed-days"),
]

urlpatterns = [
    path("clinics/<uuid:clinic_id>/diary/", include(clinic_urls)),
    path(
        "members/<uuid:member_id>/hours/",
        views_setup_hours.practitioner_hours,
        name="practitioner-hours",
    ),
    path("services/<uuid:service_id>/", views_setup.service, name="service"),
    path("rooms/<uuid:room_id>/", views_setup.room, name="room"),
    path("equipment/<uuid:equipment_id>/", views_setup.equipment, name="equipment"),
    path("absences/<uuid:absence_id>/end/", views_setup_hours.absence_end, name="absence-end"),
]
