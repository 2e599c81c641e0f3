"""Who may open: One's own sign-in."""

RULES = {
    "account": ("GET", "signed in"),
}
