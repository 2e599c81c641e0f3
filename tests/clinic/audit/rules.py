"""Who may open: The audit."""

RULES = {
    "patient-log": ("GET", "see notes"),
}
