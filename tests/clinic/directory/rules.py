"""Who may open: The directory."""

RULES = {
    "directory": ("GET", "anyone"),
    "checklist": ("GET", "anyone"),
    "place-names": ("GET", "anyone"),
    "public-clinic": ("GET", "anyone"),
    "public-geojson": ("GET", "anyone"),
    "public-practitioner": ("GET", "anyone"),
    "robots": ("GET", "anyone"),
    "sitemap": ("GET", "anyone"),
    "listing": ("GET", "run the clinic"),
    "listing-edit": ("GET", "run the clinic"),
    "listing-publish": ("POST", "run the clinic"),
    "listing-credential": ("GET", "run the clinic"),
    "own-entry": ("GET", "write notes"),
    "own-entry-edit": ("GET", "write notes"),
    "own-entry-consent": ("POST", "write notes"),
    "own-credential": ("GET", "write notes"),
    "credential": ("GET", "run the clinic"),
    "credential-remove": ("POST", "run the clinic"),
    "credential-verify": ("GET", "a verifier"),
    "to-verify": ("GET", "a verifier"),
}
OBJECTS = {
    "clinic_slug": "clinic_slug",
    "practitioner_slug": "practitioner_slug",
    "credential_id": "credential",
}
