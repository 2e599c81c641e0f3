"""Finds an entry by whatever a reader types: a code in any spelling, pinyin, hanzi, a name."""

import difflib
import functools
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from yintang.atlas.atlas import load_atlas
from yintang.atlas.kinds import KINDS, LIMITS, Kind
from yintang.atlas.model import Atlas
from yintang.errors import YintangError

NAME_FIELDS = ("id", "slug", "name", "pinyin", "hanzi", "english", "title")
NAMES_FIELDS = ("aliases", "names")
SHOWN_FIELDS = ("pinyin", "name", "title", "claim", "short", "ask", "use", "when")
WORD_FIELDS = (*NAME_FIELDS, "author")
POINT_CODE = re.compile(r"([a-z]+)[\s._-]*0*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the atlas with its kind and id."""

    kind: Kind
    id: str
    entry: Any

    @property
    def name(self) -> str:
        """What to call the entry beside its id, "" where the id says it all."""
        named = (getattr(self.entry, field, "") for field in SHOWN_FIELDS)
        return next((name for name in named if name), ", ".join(getattr(self.entry, "names", ())))


@dataclass(frozen=True, slots=True)
class Matches:
    """`exact`: entries with that id or name. `related`: those whose name holds every word of it."""

    exact: tuple[Entry, ...]
    related: tuple[Entry, ...]


class UnknownEntry(YintangError):
    """Nothing in the atlas goes by that word; the message suggests what was perhaps meant."""


class AmbiguousEntry(YintangError):
    """Several entries go by that word; the message lists them."""


def find(atlas: Atlas, text: str, among: Collection[str] = ()) -> Entry:
    """The one entry that `text` means.

    `among` restricts the search to kinds, named as in the `Atlas` ("concerns", "points").

    Raises
    ------
    UnknownEntry
        If nothing matches; the message suggests near words.
    AmbiguousEntry
        If several entries match equally well.
    """
    matches = find_all(atlas, text, among)
    best = matches.exact or matches.related
    if len(best) > 1:
        listed = "; ".join(f"{match.id} ({match.kind.word})" for match in best)
        raise AmbiguousEntry(f"{text!r} may mean {listed}")
    return best[0]


def find_all(atlas: Atlas, text: str, among: Collection[str] = ()) -> Matches:
    """Everything `text` may mean; raises `UnknownEntry` where that is nothing."""
    entries = [entry for entry in every_entry(atlas) if not among or entry.kind.attribute in among]
    exact = _exact(atlas, entries, text)
    words = _words(text)
    related = tuple(
        entry for entry in entries if words and words <= _entry_words(entry) and entry not in exact
    )
    if not exact and not related:
        raise UnknownEntry(_unknown(atlas, entries, text))
    return Matches(exact, related)


def canonical_point(text: str, atlas: Atlas | None = None) -> str:
    """The WHO code of a point in any spelling: "Du 20", "GV20", "Baihui", "百会" -> "GV20".

    Raises `UnknownEntry` or `AmbiguousEntry` ("Futu" names two points).
    """
    return find(atlas or load_atlas(), text, among=("points",)).id


def every_entry(atlas: Atlas) -> Iterator[Entry]:
    """All entries in the order of the kinds, the limits last."""
    for kind in KINDS:
        for id_, entry in getattr(atlas, kind.attribute).items():
            yield Entry(kind, id_, entry)
    yield Entry(LIMITS, LIMITS.table, atlas.limits)


def _exact(atlas: Atlas, entries: Collection[Entry], text: str) -> tuple[Entry, ...]:
    """Entries with that id; else the point with that code under another prefix; else by any name.

    A source's key ("S36") does not hide the point of that code, which more readers will mean.
    """
    same_id = tuple(entry for entry in entries if entry.id.casefold() == text.strip().casefold())
    if same_id and POINT_CODE.fullmatch(same_id[0].id) and same_id[0].kind.table != "source":
        return same_id
    code = _point_code(atlas, text)
    if coded := tuple(entry for entry in entries if entry.id == code):
        return coded + same_id
    sought = _plain(text)
    return tuple(entry for entry in entries if sought and sought in map(_plain, _names(entry)))


def _point_code(atlas: Atlas, text: str) -> str | None:
    """The code in WHO spelling, None where the prefix is no channel's."""
    if not (match := POINT_CODE.fullmatch(text.strip())):
        return None
    prefix, number = match[1].upper(), int(match[2])
    for channel in atlas.channels.values():
        if prefix == channel.id or prefix in channel.aliases:
            return f"{channel.id}{number}"
    return None


def _names(entry: Entry) -> Iterator[str]:
    yield entry.id
    for field in NAME_FIELDS:
        if isinstance(name := getattr(entry.entry, field, None), str) and name:
            yield name
    for field in NAMES_FIELDS:
        yield from getattr(entry.entry, field, ())


def _entry_words(entry: Entry) -> frozenset[str]:
    texts = [getattr(entry.entry, field, "") for field in WORD_FIELDS]
    return frozenset().union(*map(_words, texts), *map(_words, _names(entry)))


@functools.lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """Words without accents or a plural's s, so that "folds" finds "Nasolabial fold"."""
    words = re.findall(r"\w+", _without_marks(text).replace("_", " "))
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in words)


@functools.lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    """Lower case without tone marks, spaces or punctuation: "Yíng Xiāng" -> "yingxiang"."""
    return re.sub(r"[\W_]+", "", _without_marks(text))


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _unknown(atlas: Atlas, entries: Collection[Entry], text: str) -> str:
    code = _point_code(atlas, text)
    if code and (match := POINT_CODE.fullmatch(code)) and match[1] in atlas.channels:
        channel = atlas.channels[match[1]]
        last = f"{channel.id}{channel.points}"
        return f"{text!r}: the points of the {channel.name} run from {channel.id}1 to {last}"
    near = suggestions(entries, text)
    hint = f"; perhaps {', '.join(near)}?" if near else "; `yintang atlas` tells what there is"
    return f"nothing in the atlas is called {text!r}{hint}"


def suggestions(entries: Collection[Entry], text: str, most: int = 4) -> list[str]:
    """Up to `most` near entries, best first, as "LI20 Yingxiang"."""
    spelled = {_plain(name): entry for entry in entries for name in _names(entry)}
    near = difflib.get_close_matches(_plain(text), spelled, n=2 * most, cutoff=0.6)
    shown = [spelled[name] for name in near]
    said = (f"{e.id} {e.name}" if e.kind.table == "point" else e.id for e in shown)
    return list(dict.fromkeys(said))[:most]
