"""Who may open: Calendar feeds."""

RULES = {
    "feed": ("GET", "anyone"),
    "calendar": ("GET", "write notes"),
    "calendar-make": ("POST", "write notes"),
    "calendar-revoke": ("POST", "write notes"),
}
OBJECTS = {"secret": "anas_secret"}
