"""Who may open: The diary."""

RULES: dict[str, tuple[str, str]] = {}
OBJECTS: dict[str, str] = {}
