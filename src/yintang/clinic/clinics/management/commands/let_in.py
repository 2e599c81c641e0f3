"""Let somebody in again who lost password or second factor and whom no owner can help."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record


class Command(BaseCommand):
    """`yintang manage let_in EMAIL`: for whoever may open the data folder itself."""

    help = "Forget somebody's second factors, and print the path that sets a new password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The person's address."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the path; every clinic of hers writes down that this was done."""
        user = User.objects.filter(email=options["email"].lower(), is_active=True).first()
        if user is None:
            raise CommandError("nobody signs in with that address; see the clinic's members")
        with transaction.atomic():
            Authenticator.objects.filter(user=user).delete()
            for member in user.memberships.filter(active=True).select_related("clinic"):
                detail = "second factors forgotten, password link made"
                record(None, member.clinic, "changed", "member", member.pk, detail=detail)
        token = default_token_generator.make_token(user)
        kwargs = {"uidb36": user_pk_to_url_str(user), "key": token}
        path = reverse("account_reset_password_from_key", kwargs=kwargs)
        self.stdout.write(f"Open this path of the clinic within three days, once:\n{path}")
