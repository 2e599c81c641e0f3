"""Addresses of the week and of what stands in it."""

from django.urls import include, path

from yintang.clinic.booking import views_week, views_week_moving

# /clinics/<uuid>/week/
clinic_urls = [
    path("", views_week.week, name="week"),
    path("print/", views_week.week_print, name="week-print"),
    path("book/", views_week.week_book, name="week-book"),
]

# /appointments/<uuid>/
appointment_urls = [
    path("", views_week_moving.appointment, name="appointment"),
    path("move/", views_week_moving.appointment_move, name="appointment-move"),
    path("look/", views_week_moving.appointment_look, name="appointment-look"),
    path("drop/", views_week_moving.appointment_drop, name="appointment-drop"),
    path("cancel/", views_week_moving.appointment_cancel, name="appointment-cancel"),
]

urlpatterns = [
    path("clinics/<uuid:clinic_id>/week/", include(clinic_urls)),
    path("appointments/<uuid:appointment_id>/", include(appointment_urls)),
]
