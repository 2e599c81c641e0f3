"""Who may open: The clinic as a whole."""

RULES = {
    "home": ("GET", "anyone"),
    "healthz": ("GET", "anyone"),
    "clinic": ("GET", "see patients"),
    "clinic-edit": ("GET", "run the clinic"),
    "member-invite": ("GET", "run the clinic"),
    "member": ("GET", "run the clinic"),
    "member-link": ("POST", "run the clinic"),
}
OBJECTS = {"clinic_id": "clinic", "member_id": "pias_membership"}
