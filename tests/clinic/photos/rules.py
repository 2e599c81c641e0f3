"""Who may open: Photographs."""

RULES = {
    "patient-photos": ("GET", "see notes"),
    "photo-add": ("GET", "write notes"),
    "photo": ("GET", "see notes"),
    "photo-small": ("GET", "see notes"),
    "photo-erase": ("POST", "write notes"),
    "consent-withdraw": ("POST", "write notes"),
}
OBJECTS = {"photo_id": "photo"}
