"""`yintang manage`: the clinic's housekeeping, with the right settings."""

import click

from yintang.cli.server import open_folder, spoken_settings


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
        open_folder()
        from django.core.management import ManagementUtility  # noqa: PLC0415 - starts fast without

        ManagementUtility(["yintang manage", *words]).execute()
