"""Re-hash every stored photograph, and name what is missing, altered or nobody's."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from yintang.clinic.photos.models import Photo


class Command(BaseCommand):
    """`yintang manage check_photos`: ends with 1 where something does not hold."""

    help = "Re-hash every stored photograph; name files that are missing, altered or nobody's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--quiet` says nothing where all is well."""
        parser.add_argument("--quiet", action="store_true", help="say only what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each fault on a line of its own, and a summary."""
        faults = list(wrong())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise SystemExit(1)
        if not options["quiet"]:
            count = Photo.objects.filter(erased_at=None).count()
            self.stdout.write(f"{count} photographs, intact")


def wrong() -> Iterator[str]:
    """Every photograph or file that is not as the records say, in words; names are random ones."""
    known = set()
    rows = Photo.objects.values_list("pk", "file", "sha256", "erased_at").order_by("added_at")
    for pk, name, sha256, erased_at in rows.iterator(500):
        path = Path(settings.PHOTOS_DIR) / name
        if erased_at:
            continue
        known.add(path)
        try:
            found = _hash(path)
        except OSError:
            yield f"photograph {pk}: its file {name} is missing; restore it from a backup"
            continue
        if found != sha256:
            yield f"photograph {pk}: its file {name} was altered; restore it from a backup"
    for path in sorted(Path(settings.PHOTOS_DIR).rglob("*")):
        if path.is_file() and path not in known:
            stray = path.relative_to(settings.PHOTOS_DIR)
            yield f"{stray} belongs to no photograph; it was erased or never filed, delete it"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
