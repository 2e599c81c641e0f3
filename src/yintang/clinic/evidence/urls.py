"""Addresses of what is known, and of the wording checker."""

from django.urls import include, path

from yintang.clinic.evidence import views
from yintang.clinic.evidence.topics import TOPICS

# /what-is-known/
known_urls = [
    path("", views.contents, name="what-is-known"),
    *(
        path(f"{topic.slug}/", views.topic, {"slug": topic.slug}, name=f"known-{topic.slug}")
        for topic in TOPICS
    ),
]

urlpatterns = [
    path("what-is-known/", include(known_urls)),
    path("clinics/<uuid:clinic_id>/wording/", views.wording, name="clinic-wording"),
]
