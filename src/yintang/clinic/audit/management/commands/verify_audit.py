"""`yintang manage verify_audit`: prove every clinic's chain, or name each place where it breaks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yintang.clinic.audit.chain import broken
from yintang.clinic.audit.models import Entry
from yintang.clinic.clinics.models import Clinic


class Command(BaseCommand):
    """Reads every row of the audit and computes every hash again."""

    help = "Prove that no row of the audit was altered, removed or put in between."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a clinic; exit code 1 where a chain is broken."""
        breaks = 0
        for clinic in Clinic.objects.order_by("created_at"):
            rows = Entry.objects.filter(clinic=clinic).count()
            found = list(broken(clinic))
            breaks += len(found)
            if not found:
                self.stdout.write(
                    f"clinic {clinic.pk}: {rows} row{'' if rows == 1 else 's'}, intact"
                )
            for say in found:
                self.stdout.write(f"clinic {clinic.pk}: {say}")
        if breaks:
            raise CommandError(f"{breaks} break{'s' if breaks > 1 else ''} in the audit")
