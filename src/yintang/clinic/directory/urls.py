"""Addresses of the directory: public ones under /find/, the clinic's own, and the verifiers'."""

from django.urls import include, path

from yintang.clinic.directory import (
    views,
    views_credentials,
    views_entry,
    views_listing,
    views_verifying,
)

# /find/
public_urls = [
    path("", views.directory, name="directory"),
    path("checklist/", views.checklist, name="checklist"),
    path("places/", views.places, name="place-names"),
    path("<slug:clinic_slug>/", views.clinic, name="public-clinic"),
    path("<slug:clinic_slug>/geojson/", views.clinic_geojson, name="public-geojson"),
    path(
        "<slug:clinic_slug>/<slug:practitioner_slug>/",
        views.practitioner,
        name="public-practitioner",
    ),
]

# /clinics/<uuid>/listing/
listing_urls = [
    path("", views_listing.listing, name="listing"),
    path("edit/", views_listing.edit_listing, name="listing-edit"),
    path("publish/", views_listing.publish_listing, name="listing-publish"),
    path("credential/", views_listing.new_listing_credential, name="listing-credential"),
]

# /clinics/<uuid>/entry/
entry_urls = [
    path("", views_entry.entry, name="own-entry"),
    path("edit/", views_entry.edit_entry, name="own-entry-edit"),
    path("consent/", views_entry.consent_to_entry, name="own-entry-consent"),
    path("credential/", views_entry.new_own_credential, name="own-credential"),
]

# /credentials/<uuid>/
credential_urls = [
    path("", views_credentials.credential, name="credential"),
    path("remove/", views_credentials.remove_credential, name="credential-remove"),
    path("verify/", views_verifying.verify, name="credential-verify"),
]

urlpatterns = [
    path("find/", include(public_urls)),
    path("clinics/<uuid:clinic_id>/listing/", include(listing_urls)),
    path("clinics/<uuid:clinic_id>/entry/", include(entry_urls)),
    path("credentials/<uuid:credential_id>/", include(credential_urls)),
    path("verify/", views_verifying.to_verify, name="to-verify"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
