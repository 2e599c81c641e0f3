"""Who may open: the patient's own page, what she asked, and booking by a stranger."""

RULES = {
    "mine": ("GET", "the patient"),
    "mine-aftercare": ("GET", "the patient"),
    "mine-looked": ("GET", "the patient"),
    "mine-questions": ("GET", "the patient"),
    "mine-question": ("GET", "the patient"),
    "mine-rate": ("GET", "the patient"),
    "mine-consent": ("GET", "the patient"),
    "mine-consent-withdraw": ("POST", "the patient"),
    "mine-changes": ("GET", "the patient"),
    "mine-photo": ("GET", "the patient"),
    "mine-papers": ("GET", "the patient"),
    "mine-take-along": ("POST", "the patient"),
    "mine-ask": ("GET", "the patient"),
    "course-release": ("POST", "write notes"),
    "rights-requests": ("GET", "run the clinic"),
    "rights-request-answer": ("POST", "run the clinic"),
}
OBJECTS = {
    "section": "section",
    "own_photo_id": "released_photo",
    "asked_id": "rights_request",
}
