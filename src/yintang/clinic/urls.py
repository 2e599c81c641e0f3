"""Every address of the clinic, by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("yintang.clinic.clinics.urls")),
    path("", include("yintang.clinic.accounts.urls")),
    path("", include("yintang.clinic.patients.urls")),
    path("", include("yintang.clinic.photos.urls")),
    path("", include("yintang.clinic.care.urls")),
    path("", include("yintang.clinic.progress.urls")),
    path("", include("yintang.clinic.booking.urls")),
    path("", include("yintang.clinic.calendars.urls")),
    path("", include("yintang.clinic.outbox.urls")),
    path("", include("yintang.clinic.packages.urls")),
    path("", include("yintang.clinic.rebooking.urls")),
    path("", include("yintang.clinic.portal.urls")),
    path("", include("yintang.clinic.waiting.urls")),
    path("", include("yintang.clinic.directory.urls")),
    path("", include("yintang.clinic.evidence.urls")),
    path("", include("yintang.clinic.audit.urls")),
]
