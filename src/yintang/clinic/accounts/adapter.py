"""How allauth behaves here: nobody signs up; owners invite."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts come from the first-run page and from invitations."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a stranger has no business in a clinic's records."""
        return False
