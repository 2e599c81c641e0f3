"""A listing for machines: schema.org as JSON-LD, OpenStreetMap tags, GeoJSON.

Only credentials that count as verified today are told, and no rating is ever made up. The keys are
those of schema.org (`MedicalBusiness`, `Person.hasCredential`) and of OpenStreetMap's wiki
(`healthcare=alternative`, `healthcare:speciality=acupuncture`).
"""

import json
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from yintang.clinic.directory.models import Credential, Listing, Practitioner
from yintang.clinic.directory.opening_hours import open_on, read_hours

DAYS = {
    "Mo": "Monday", "Tu": "Tuesday", "We": "Wednesday", "Th": "Thursday", "Fr": "Friday",
    "Sa": "Saturday", "Su": "Sunday", "PH": "PublicHolidays",
}  # fmt: skip
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_script(told: dict[str, Any]) -> SafeString:
    """JSON that may stand inside a script element: no tag can begin or end in it."""
    return mark_safe(json.dumps(told, ensure_ascii=False).translate(ESCAPES))


def business(listing: Listing, url: str, people: list[Practitioner], today: date) -> dict[str, Any]:
    """The practice as a schema.org MedicalBusiness, with those who agreed to be shown."""
    told = {
        "@context": "https://schema.org",
        "@type": "MedicalBusiness",
        "@id": url,
        "url": url,
        "name": listing.clinic.name,
        "description": listing.about,
        "telephone": listing.phone,
        "sameAs": [listing.website] if listing.website else [],
        "address": _without_gaps({
            "@type": "PostalAddress",
            "streetAddress": listing.street,
            "addressLocality": listing.town,
            "addressRegion": listing.region,
            "postalCode": listing.postcode,
            "addressCountry": listing.country,
        }),
        "geo": _point(listing),
        "availableLanguage": listing.languages,
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": name, "value": True}
            for name in listing.access_named
        ],
        "openingHoursSpecification": _hours(listing.opening_hours),
        "availableService": {"@type": "MedicalTherapy", "name": "Facial acupuncture"},
        "hasCredential": _credentials(listing.credentials.filter(practitioner=None), today),
        "employee": [person(one, f"{url}{one.slug}/", today) for one in people],
    }  # fmt: skip
    return _without_gaps(told)


def person(one: Practitioner, url: str, today: date) -> dict[str, Any]:
    """A practitioner as a schema.org Person."""
    told = {
        "@type": "Person",
        "@id": url,
        "url": url,
        "name": one.name,
        "description": one.about,
        "knowsLanguage": one.languages,
        "hasCredential": _credentials(one.credentials.all(), today),
    }
    return _without_gaps(told)


def osm_tags(listing: Listing) -> dict[str, str]:
    """The tags with which OpenStreetMap describes the practice; nothing is sent there."""
    tags = {
        "name": listing.clinic.name,
        "healthcare": "alternative",
        "healthcare:speciality": "acupuncture",
        "addr:street": listing.street,
        "addr:city": listing.town,
        "addr:postcode": listing.postcode,
        "addr:country": listing.country,
        "opening_hours": listing.opening_hours,
        "phone": listing.phone,
        "website": listing.website,
        "wheelchair": listing.wheelchair,
    }
    return {key: value for key, value in tags.items() if value}


def geojson(listing: Listing) -> dict[str, Any]:
    """The practice as a GeoJSON feature (RFC 7946); `exact` tells a door from a town's middle."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [listing.lon, listing.lat]},
        "properties": {**osm_tags(listing), "exact": listing.exact},
    }


def _point(listing: Listing) -> dict[str, Any]:
    if not listing.exact:
        return {}
    return {"@type": "GeoCoordinates", "latitude": listing.lat, "longitude": listing.lon}


def _hours(text: str) -> list[dict[str, Any]]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{DAYS[day]}",
            "opens": opens,
            "closes": "23:59" if closes == "24:00" else closes,
        }
        for day, spans in open_on(read_hours(text))
        for opens, closes in spans
    ]


def _credentials(rows: Any, today: date) -> list[dict[str, Any]]:
    return [_credential(one) for one in rows if one.good(today)]


def _credential(one: Credential) -> dict[str, Any]:
    return _without_gaps({
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": one.get_kind_display(),
        "name": one.name or one.get_kind_display(),
        "identifier": one.number,
        "recognizedBy": {"@type": "Organization", "name": one.body},
        "expires": one.expires_on.isoformat() if one.expires_on else "",
        "dateCreated": one.dated.isoformat() if one.dated else "",
    })  # fmt: skip


def _without_gaps(told: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value not in ("", [], {}, None)}
