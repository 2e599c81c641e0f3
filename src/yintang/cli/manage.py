"""`yintang manage`: the clinic's housekeeping, with the right settings."""

import click

from yintang.cli.server import open_folder, spoken_settings
from yintang.errors import YintangError


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "help_option_names": [],
    },
    add_help_option=False,
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Run one of the clinic's management commands; without a word, list them."""
    with spoken_settings():
        place = open_folder()
        from django.core.management import ManagementUtility  # noqa: PLC0415 - starts fast without
        from django.db.utils import OperationalError, ProgrammingError  # noqa: PLC0415

        try:
            ManagementUtility(["yintang manage", *words]).execute()
        except (OperationalError, ProgrammingError):
            raise YintangError(
                f"the database does not answer, or no clinic was set up in it (data: {place}); "
                "see that YINTANG_DATA_DIR and YINTANG_DATABASE_URL name the right one"
            ) from None
