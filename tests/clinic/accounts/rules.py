"""Who may open: One's own sign-in."""

RULES = {
    "welcome": ("GET", "anyone"),
    "account": ("GET", "signed in"),
    "account-email": ("GET", "signed in"),
    "here": ("GET", "signed in"),
}
