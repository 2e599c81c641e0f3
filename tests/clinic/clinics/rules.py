"""Who may open: The clinic as a whole."""

RULES = {
    "home": ("GET", "signed in"),
    "healthz": ("GET", "anyone"),
    "clinic": ("GET", "see patients"),
}
OBJECTS = {"clinic_id": "clinic"}
