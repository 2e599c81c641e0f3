"""Who may open: The outbox."""

RULES = {
    "outbox": ("GET", "see patients"),
    "letter": ("GET", "see patients"),
    "letter-act": ("POST", "edit patients"),
    "patient-letters": ("GET", "edit patients"),
}
OBJECTS = {"letter_id": "confirmation", "act": "handed_over"}
