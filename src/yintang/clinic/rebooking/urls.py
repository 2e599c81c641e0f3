"""The address of a day that the clinic cannot keep."""

from django.urls import path

from yintang.clinic.rebooking import views

urlpatterns = [
    path("clinics/<uuid:clinic_id>/day-cancelled/", views.day_cancelled, name="day-cancelled"),
]
