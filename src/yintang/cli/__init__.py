"""The `yintang` program: one module per command, imported when the command is called."""

import importlib
from collections.abc import Mapping
from typing import Any

import click

from yintang.cli.errors import spoken_errors

COMMANDS = {
    "plan": ("yintang.cli.plan:plan", "Plan a treatment on a photograph."),
    "locate": ("yintang.cli.locate:locate", "Place the points on a photograph."),
    "measure": ("yintang.cli.measure:measure_photos", "Measure the skin on photographs."),
    "compare": ("yintang.cli.compare:compare_photos", "Say whether a face changed."),
    "calibrate": ("yintang.cli.calibrate:calibrate_room", "Find out what a room can show."),
    "card": ("yintang.cli.card:card", "Make the reference card to be photographed."),
    "consultation": ("yintang.cli.consultation:consultation", "Write down what a plan must know."),
    "atlas": ("yintang.cli.atlas:atlas", "Look up a point, a concern, a rule, a claim."),
    "wording": ("yintang.cli.wording:wording", "Check what you mean to publish."),
    "model": ("yintang.cli.model:model", "Show or install the face model."),
    "serve": ("yintang.cli.serve:serve", "Run the clinic."),
    "manage": ("yintang.cli.manage:manage", "Look after the clinic: back up, check, migrate."),
    "demo": ("yintang.cli.demo:demo", "Open a sample clinic with invented patients."),
}
"""Command -> module:attribute, and what the help says of it without importing it."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        """`lazy` maps a command's name to "module:attribute" and a line of help."""
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now, or None for an unknown name."""
        if cmd_name not in self.lazy:
            return None
        module, _, attribute = self.lazy[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands' lines from the table, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in self.lazy.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong becomes one line and an exit code."""
        with spoken_errors(ctx):
            return super().invoke(ctx)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import version  # noqa: PLC0415 - keeps every other start fast

    from yintang.atlas import load_atlas  # noqa: PLC0415 - keeps every other start fast

    with spoken_errors(ctx):
        click.echo(f"yintang {version('yintang')}, atlas {load_atlas().version}")
    ctx.exit()


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version of the program and of the atlas.",
)
def main() -> None:
    """Plan facial rejuvenation acupuncture on the patient's own face.

    Every plan is a suggestion with its reasons; a practitioner decides.
    """
