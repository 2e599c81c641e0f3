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
    known: dict[str, tuple[str, str]] = {}
    for id_, entry in entries.items():
        for spelling in spellings(entry):
            known.setdefault(plain(spelling), (id_, spelling))
    if (found := known.get(plain(word))) is not None:
        return found[0]
    near = suggestion(word, [spelling for _, spelling in known.values()])
    if not near and len(entries) <= 20:
        near = f"; known are {', '.join(entries)}"
    raise UnknownName(f'unknown {kind} "{word}"{near}')


def suggestion(word: str, known: Iterable[str]) -> str:
    """In words: "; did you mean frown-lines or fine-lines?", or nothing where nothing is near."""
    spelt = {plain(one): one for one in sorted(known, reverse=True)}
    near = difflib.get_close_matches(plain(word), spelt, n=3, cutoff=0.6)
    if not near:  # one word of a longer name
        words = {part: one for one in spelt for part in one.split() if len(part) > 3}
        close = difflib.get_close_matches(plain(word), words, n=3, cutoff=0.7)
        near = list(dict.fromkeys(words[part] for part in close))
    return f"; did you mean {' or '.join(spelt[one] for one in near)}?" if near else ""
