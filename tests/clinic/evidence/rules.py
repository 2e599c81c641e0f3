"""Who may open: What is known, and the wording checker."""

RULES = {
    "what-is-known": ("GET", "anyone"),
    "known-session": ("GET", "anyone"),
    "known-feel": ("GET", "anyone"),
    "known-does-it-work": ("GET", "anyone"),
    "known-risks": ("GET", "anyone"),
    "known-visits": ("GET", "anyone"),
    "known-differences": ("GET", "anyone"),
    "known-besides": ("GET", "anyone"),
    "known-sources": ("GET", "anyone"),
    "clinic-wording": ("GET", "see patients"),
}
