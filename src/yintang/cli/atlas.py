"""`yintang atlas`: look something up in what is known."""

import json
from collections.abc import Iterable
from typing import Any

import click
import msgspec

from yintang.atlas import Atlas, load_atlas
from yintang.atlas.kinds import KINDS
from yintang.atlas.lookup import Entry, every_entry, find_all
from yintang.cli.entry import columns, in_words, naming_entries, printed

SCHEMA = "yintang/atlas/1"
MOST_IN_FULL = 4
"""Entries printed whole for one word; further ones are only named."""

LISTS = tuple(kind.attribute.replace("_", "-") for kind in KINDS)


@click.command()
@click.argument("word", nargs=-1)
@click.option("--list", "listed", type=click.Choice(LISTS), help="List every entry of a kind.")
@click.option("--json", "as_json", is_flag=True, help="Print the entries as JSON.")
def atlas(word: tuple[str, ...], listed: str | None, as_json: bool) -> None:
    """Look up a point, concern, safety rule, claim or anything else the atlas knows.

    WORD is a code in any spelling, a name in English, pinyin or hanzi:

    \b
      yintang atlas LI20         yintang atlas "Du 20"      yintang atlas 迎香
      yintang atlas nasolabial   yintang atlas R07          yintang atlas C05

    Without WORD it tells what there is.
    """
    known = load_atlas()
    if listed:
        _list(known, listed.replace("-", "_"), as_json)
    elif word:
        _look_up(known, " ".join(word), as_json)
    elif as_json:
        _print_json(known, every_entry(known))
    else:
        click.echo(_overview(known))


def _look_up(known: Atlas, text: str, as_json: bool) -> None:
    matches = find_all(known, text)
    # Papers that have the word in their title come last: the reader wants the thing itself.
    related = sorted(matches.related, key=lambda entry: entry.kind.table == "source")
    found = (*matches.exact, *related)
    if as_json:
        _print_json(known, found)
        return
    named = [entry for entry in found if entry.kind.table != "source"]
    whole = named if len(named) <= MOST_IN_FULL else matches.exact[:MOST_IN_FULL]
    whole = whole or found[:1]
    if whole:
        naming = naming_entries(known)
        click.echo("\n\n\n".join(printed(known, entry, naming) for entry in whole))
    others = [entry for entry in found if entry not in whole]
    if others:
        click.echo("\nSee also" if whole else f"{text} is part of several names")
        _print_rows((f"{entry.id}", entry.name, entry.kind.word) for entry in others)


def _list(known: Atlas, attribute: str, as_json: bool) -> None:
    entries = [entry for entry in every_entry(known) if entry.kind.attribute == attribute]
    if as_json:
        _print_json(known, entries)
        return
    _print_rows(
        (entry.id, entry.name, *(getattr(entry.entry, f, "") for f in ("hanzi", "english")))
        for entry in entries
    )


def _print_rows(rows: Iterable[tuple[str, ...]]) -> None:
    """Columns as wide as their widest cell; the last is left ragged, none wider than 60."""
    cells = [tuple(cell if len(cell) <= 60 else cell[:57] + "..." for cell in row) for row in rows]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (
            cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)
        )
        click.echo(f"  {'  '.join(padded)}".rstrip())


def _print_json(known: Atlas, entries: Iterable[Entry]) -> None:
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "atlas": known.version,
        "entries": [
            {"kind": entry.kind.table, "id": entry.id, "entry": msgspec.to_builtins(entry.entry)}
            for entry in entries
        ],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _overview(known: Atlas) -> str:
    counts = [
        f"  {len(getattr(known, kind.attribute)):>5}  {in_words(kind.attribute)}" for kind in KINDS
    ]
    needled = sum(point.needling is not None for point in known.points.values())
    return "\n".join(
        (
            click.style(f"The atlas, {known.version}", bold=True),
            "",
            *counts,
            "",
            f"{needled} of the points have their needling described.",
            "",
            "Look something up:      yintang atlas LI20",
            "                        yintang atlas nasolabial",
            "List a kind:            yintang atlas --list concerns",
            "Read it with a program: yintang atlas R07 --json",
        )
    )
