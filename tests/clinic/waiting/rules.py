"""Who may open: The waiting list."""

RULES = {
    "waiting-list": ("GET", "see patients"),
    "waiting-pass-on": ("POST", "edit patients"),
    "waiting-add": ("GET", "edit patients"),
    "wait": ("GET", "see patients"),
    "wait-offer": ("POST", "edit patients"),
    "wait-end": ("POST", "edit patients"),
    "offer-answer": ("POST", "edit patients"),
    "mine-waiting": ("GET", "the patient"),
    "mine-waiting-end": ("POST", "the patient"),
    "mine-offer-answer": ("POST", "the patient"),
    "offer": ("GET", "anyone"),
}
OBJECTS = {
    "wait_id": "wait",
    "own_wait_id": "wait",
    "offer_id": "waiting_offer",
    "own_offer_id": "waiting_offer",
    "offer_token": "offer_token",
}
