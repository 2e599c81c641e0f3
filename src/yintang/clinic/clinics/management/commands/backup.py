"""`yintang manage backup DIR`: the database and the photographs, while the clinic works on."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone


class Command(BaseCommand):
    """Copies everything a restore needs into a new folder within DIR."""

    help = "Copy the database and the photographs into a new folder within DIR."

    def add_arguments(self, parser: CommandParser) -> None:
        """DIR, which must exist."""
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        """Copy, and print where the copy lies."""
        if connection.vendor != "sqlite":
            raise CommandError(
                "this database is PostgreSQL's: use pg_dump for it and copy the photographs' "
                f"folder, {settings.PHOTOS_DIR}"
            )
        if not folder.is_dir():
            raise CommandError(f"{folder}: there is no such folder")
        target = folder / f"yintang-{timezone.now():%Y%m%d-%H%M%S}"
        target.mkdir(mode=0o700)
        # Database first: a photograph taken meanwhile is a file too many, never one too few.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target / "yintang.sqlite3")])
        photos = Path(settings.PHOTOS_DIR)
        if photos.is_dir():
            shutil.copytree(photos, target / "photos")
        self.stdout.write(f"{target}")
