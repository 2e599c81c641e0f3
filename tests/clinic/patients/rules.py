"""Who may open: Patients and consents."""

RULES = {
    "patient-search": ("POST", "see patients"),
    "patient-new": ("GET", "edit patients"),
    "patient-edit": ("GET", "edit patients"),
    "patient-merge": ("GET", "write notes"),
    "patient-merge-with": ("GET", "write notes"),
    "patient-unmerge": ("POST", "write notes"),
    "patients": ("GET", "see patients"),
    "patient": ("GET", "see patients"),
    "consents": ("GET", "see notes"),
    "consent-sign": ("GET", "write notes"),
    "consent": ("GET", "see notes"),
}
OBJECTS = {
    "other_id": "dana_again",
    "merge_id": "merged",
    "patient_id": "dana",
    "consent_id": "consent",
    "purpose": "purpose",
}
