"""Who may open: The diary."""

RULES: dict[str, tuple[str, str]] = {
    "visit-cancel": ("POST", "edit patients"),
    "visit-book": ("GET", "edit patients"),
    "patient-start-visit": ("POST", "write notes"),
    "photo-start": ("GET", "write notes"),
    "booking-setup": ("GET", "see patients"),
    "booking-begin": ("POST", "run the clinic"),
    "booking-rules": ("GET", "run the clinic"),
    "service-new": ("GET", "run the clinic"),
    "service": ("GET", "run the clinic"),
    "room-add": ("POST", "run the clinic"),
    "room": ("GET", "run the clinic"),
    "equipment-add": ("POST", "run the clinic"),
    "equipment": ("GET", "run the clinic"),
    "opening-hours": ("GET", "run the clinic"),
    "practitioner-hours": ("GET", "write notes"),
    "absences": ("GET", "see patients"),
    "absence-end": ("GET", "write notes"),
    "closed-days": ("GET", "run the clinic"),
}
OBJECTS: dict[str, str] = {
    "service_id": "service",
    "room_id": "room",
    "equipment_id": "equipment",
    "absence_id": "absence",
}
