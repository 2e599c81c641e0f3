"""Finds the entry that a word in a consultation means, or says which words come near."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from yintang.errors import YintangError


class UnknownName(YintangError):
    """A word that names nothing of the kind expected."""


def spellings(entry: Any) -> Iterable[str]:
    """Every way of writing an entry: id, slug, name, and the ids with spaces for hyphens."""
    for attribute in ("id", "slug", "name", "short"):
        if word := getattr(entry, attribute, ""):
            yield word


def plain(word: str) -> str:
    """A word as it is compared: lower case, hyphens and underscores as single spaces."""
    return " ".join(word.lower().replace("-", " ").replace("_", " ").split())


def resolve(word: str, entries: Mapping[str, Any], kind: str) -> str:
    """The id in `entries` that `word` means, in any spelling.

    Raises
    ------
    UnknownName
        If no entry is spelt so; the message suggests near ones.
    """
    if word in entries:
        return word
    known: dict[str, str] = {}
    for id_, entry in entries.items():
        for spelling in spellings(entry):
            known.setdefault(plain(spelling), id_)
    if (found := known.get(plain(word))) is not None:
        return found
    raise UnknownName(f'unknown {kind} "{word}"{suggestion(word, known)}')


def suggestion(word: str, known: Iterable[str]) -> str:
    """ "; did you mean ...?" for up to three near spellings, or nothing."""
    near = difflib.get_close_matches(plain(word), sorted(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(near)}?" if near else ""
