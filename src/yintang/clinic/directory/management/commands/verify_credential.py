"""Write down what a register says of one credential, or list those that wait for a check."""

from argparse import ArgumentParser
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yintang.clinic.audit.chain import record
from yintang.clinic.directory.models import Credential


class Command(BaseCommand):
    """`yintang manage verify_credential ID --by "Kim Oduya" --source https://…`."""

    help = "Write down what a register says of a credential; without an id, list what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which credential, who looked where and when, and what was found."""
        parser.add_argument("credential", nargs="?", type=UUID, help="its id, from the list")
        parser.add_argument("--by", default="", help="who looked it up, as the public reads it")
        parser.add_argument("--source", default="", help="address, or “certificate seen”")
        parser.add_argument("--on", type=date.fromisoformat, help="the day; else today")
        parser.add_argument(
            "--status", choices=Credential.Status.values, help="as the register has it"
        )
        parser.add_argument("--conditions", help="as the register has them")
        parser.add_argument("--expires", type=date.fromisoformat, help="the last valid day")
        parser.add_argument("--covers-face", choices=["yes", "no"], help="of an insurance")
        parser.add_argument("--undo", action="store_true", help="make it unverified again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Change one credential, or print those that wait."""
        if options["credential"] is None:
            self._list(timezone.now().date())
            return
        found = Credential.objects.filter(pk=options["credential"]).first()
        if found is None:
            raise CommandError("There is no such credential. Run it without an id to list them.")
        if options["undo"]:
            with transaction.atomic():
                found.unverify()
                record(None, found.clinic, "not found", "credential", found.pk)
            self.stdout.write(f"unverified: {found}")
            return
        if not (options["by"] and options["source"]):
            raise CommandError("Say who looked it up (--by) and where (--source).")
        self._verify(found, options)

    def _verify(self, found: Credential, told: dict[str, Any]) -> None:
        today = timezone.now().date()
        on = told["on"] or today
        if on > today:
            raise CommandError(f"{on} has not come yet.")
        covers = {"yes": True, "no": False, None: found.covers_face}[told["covers_face"]]
        conditions = told["conditions"]
        with transaction.atomic():
            found.verify(
                told["by"],
                on,
                told["source"],
                status=told["status"] or found.status,
                conditions=found.conditions if conditions is None else conditions,
                expires_on=told["expires"] or found.expires_on,
                covers_face=covers,
            )
            record(None, found.clinic, "verified", "credential", found.pk)
        found.refresh_from_db()
        self.stdout.write(f"{found}: {found.standing(today)}, until {found.holds_until}")

    def _list(self, today: date) -> None:
        rows = Credential.objects.filter(Q(holds_until=None) | Q(holds_until__lt=today))
        rows = rows.select_related("listing__clinic", "practitioner")
        for row in rows.iterator():
            whose = row.practitioner or row.clinic
            number = f" {row.number}" if row.number else ""
            self.stdout.write(f"{row.pk}  {row}{number}  {whose}  ({row.standing(today)})")
