"""Addresses of the calendar feeds."""

from django.urls import include, path

from yintang.clinic.calendars import views

# /clinics/<uuid>/calendar/
calendar_urls = [
    path("", views.calendar, name="calendar"),
    path("make/", views.calendar_make, name="calendar-make"),
    path("revoke/", views.calendar_revoke, name="calendar-revoke"),
]

urlpatterns = [
    path("clinics/<uuid:clinic_id>/calendar/", include(calendar_urls)),
    path("feeds/<slug:secret>.ics", views.feed, name="feed"),
]
