"""Who may open: A day that cannot be kept."""

RULES = {"day-cancelled": ("GET", "edit patients")}
