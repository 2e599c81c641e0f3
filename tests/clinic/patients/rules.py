"""Who may open: Patients and consents."""

RULES = {
    "patients": ("GET", "see patients"),
    "patient": ("GET", "see patients"),
    "mine": ("GET", "the patient"),
    "consents": ("GET", "see notes"),
}
OBJECTS = {"patient_id": "dana"}
