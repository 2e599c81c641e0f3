"""Who may open: Photographs."""

RULES = {
    "patient-photos": ("GET", "see notes"),
}
