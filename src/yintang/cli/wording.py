"""`yintang wording`: what an advertising code has to say of a text before it is published."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from yintang.atlas.wording import (
    JURISDICTIONS,
    LICENCES,
    Jurisdiction,
    Licence,
    Remark,
    check_wording,
)
from yintang.errors import YintangError

FARTHEST_BYTES = 1_000_000


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--for", "jurisdiction", metavar="COUNTRY", type=click.Choice(JURISDICTIONS), default="UK",
    help=f"Whose rules apply: {', '.join(JURISDICTIONS)}.  [default: UK]",
)  # fmt: skip
@click.option(
    "--licence", "licences", metavar="LICENCE", type=click.Choice(tuple(LICENCES)), multiple=True,
    help=f"What you hold: {', '.join(LICENCES)}. May be given several times.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the remarks as JSON.")
def wording(
    file: str, jurisdiction: Jurisdiction, licences: Sequence[Licence], as_json: bool
) -> None:
    """Check a text that you mean to publish.

    Marks words that the country's advertising rules refuse, says why, and proposes others. "-"
    reads standard input. The exit code is 1 where something is refused. This is no legal advice.
    """
    text = _read(file)
    remarks = check_wording(text, jurisdiction, licences)
    if as_json:
        told = [asdict(remark) for remark in remarks]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo(_told(text, remarks, jurisdiction))
    if any(remark.refused for remark in remarks):
        click.get_current_context().exit(1)


def _read(file: str) -> str:
    if file == "-":
        content = sys.stdin.buffer.read(FARTHEST_BYTES + 1)
    elif Path(file).is_dir():
        raise YintangError(f"{file}: is a folder; name a text file")
    else:
        with Path(file).open("rb") as opened:
            content = opened.read(FARTHEST_BYTES + 1)
    if len(content) > FARTHEST_BYTES:
        raise YintangError(f"{file}: longer than a megabyte; check it in parts")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise YintangError(f"{file}: is no text in UTF-8; save it as plain text") from None


def _told(text: str, remarks: Sequence[Remark], jurisdiction: str) -> str:
    if not remarks:
        return f"Nothing here is on the list for {jurisdiction}."
    return "\n\n".join(_paragraph(text, remark) for remark in remarks)


def _paragraph(text: str, remark: Remark) -> str:
    before = text[: remark.start]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    verdict = "refused" if remark.refused else "make sure"
    return "\n".join(
        [
            f"{line}:{column}  {' '.join(remark.words.split())}  ({verdict}, {remark.rule})",
            f"    Why      {remark.why}",
            f"    Instead  {remark.instead}",
            f"    Source   {', '.join(remark.source)}",
        ]
    )
