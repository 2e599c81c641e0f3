"""Let somebody check credentials, or no longer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yintang.clinic.accounts.models import User
from yintang.clinic.directory.models import Verifier


class Command(BaseCommand):
    """`yintang manage verifier kim@example.org --name "Kim Oduya"`."""

    help = "Let the account with this address check the directory's credentials, or no longer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom, under which name, or `--remove`."""
        parser.add_argument("email", help="the address the person signs in with")
        parser.add_argument("--name", default="", help="as the public reads it; else the account's")
        parser.add_argument("--remove", action="store_true", help="no longer let her check")

    def handle(self, *args: Any, **options: Any) -> None:
        """Change it and say so."""
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("There is no account with this address. Invite the person first.")
        if options["remove"]:
            Verifier.objects.filter(user=user).delete()
            self.stdout.write("no longer a verifier; what was checked stays checked")
            return
        name = options["name"] or user.name
        Verifier.objects.update_or_create(user=user, defaults={"name": name})
        self.stdout.write(f"may check credentials at /verify/, shown as {name}")
