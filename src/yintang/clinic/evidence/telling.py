"""Turns the atlas' claims, rates and sources into what the public pages show."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from yintang.atlas.model import AdverseEvent, Atlas, Certainty, Claim, Source
from yintang.clinic.evidence.topics import ALSO_CITED, CHAPTERS, RATES, REPORTS, Chapter

OF = 10_000
ROW = 100
DOT = 3
"""Of the drawing's units; a dot and the gap beside it."""
FEW = 30
LONGEST_NAME = 36
CERTAINTY: dict[Certainty, tuple[int, str]] = {
    "none": (0, "No study found"),
    "contradicted": (0, "Studies say no"),
    "very low": (1, "Very unsure"),
    "low": (2, "Unsure"),
    "moderate": (3, "Fairly sure"),
    "high": (4, "Sure"),
}
"""How many of four bars are filled, and the word beside them."""


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """A claim in the words a patient may read. `bars` holds four, True where filled."""

    id: str
    name: str
    say: str
    bars: tuple[bool, ...]
    sure: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ToldRate:
    """How often something happened, as dots: `rows` full rows of a hundred and `over` more."""

    id: str
    name: str
    per: str
    count: int
    rows: int
    over: int
    of: str
    rate: str
    facial: bool
    between: str
    sources: tuple[tuple[str, str], ...]

    @property
    def rows_high(self) -> int:
        """The height of the whole rows, in the drawing's units."""
        return self.rows * DOT

    @property
    def over_wide(self) -> int:
        """The width of what is over, in the drawing's units."""
        return self.over * DOT

    @property
    def few(self) -> bool:
        """So few dark dots that a ring round them helps to find them."""
        return self.count < FEW

    @property
    def middle(self) -> float:
        """Where those few have their middle, from the left."""
        return self.over_wide / 2

    @property
    def reach(self) -> float:
        """The radius of the ring."""
        return self.over_wide / 2 + 2 * DOT


def chapters(atlas: Atlas, topic: str) -> list[tuple[str, list[ToldClaim]]]:
    """The claims of a page, by chapter."""
    return [
        (chapter.name, [_claim(atlas, id_, name) for id_, name in chapter.claims])
        for chapter in CHAPTERS.get(topic, ())
    ]


def rates(atlas: Atlas) -> list[ToldRate]:
    """The rates that can be shown out of 10,000, in the order of the page."""
    return [_rate(atlas, atlas.adverse_events[id_]) for id_ in RATES]


def reports(atlas: Atlas) -> list[tuple[AdverseEvent, tuple[tuple[str, str], ...]]]:
    """Harms known from single reports, each with its sources."""
    events = [atlas.adverse_events[id_] for id_ in REPORTS]
    return [(event, _cited(atlas, event.source)) for event in events]


def sources(atlas: Atlas) -> list[Source]:
    """Every source that a public page leans on, in the order of the atlas."""
    wanted = {*ALSO_CITED, *_needed(atlas)}
    return [source for id_, source in atlas.sources.items() if id_ in wanted]


def _needed(atlas: Atlas) -> Iterator[str]:
    every: list[Chapter] = [chapter for page in CHAPTERS.values() for chapter in page]
    for chapter in every:
        for id_, _ in chapter.claims:
            yield from (key for key, _ in _cited(atlas, _grounds(atlas.claims[id_])))
    for id_ in (*RATES, *REPORTS):
        yield from (key for key, _ in _cited(atlas, atlas.adverse_events[id_].source))


def _grounds(claim: Claim) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*claim.evidence, *claim.source)))


def _claim(atlas: Atlas, id_: str, name: str) -> ToldClaim:
    claim = atlas.claims[id_]
    filled, sure = CERTAINTY[claim.certainty]
    bars = tuple(n < filled for n in range(4))
    return ToldClaim(id_, name, claim.say, bars, sure, _cited(atlas, _grounds(claim)))


def _rate(atlas: Atlas, event: AdverseEvent) -> ToldRate:
    count = round((event.fraction or 0) * OF)
    between = ""
    if event.low is not None and event.high is not None:
        between = f"between {event.low * OF:.1f} and {event.high * OF:.1f}"
    per = f"facial {event.per}" if event.facial else event.per
    return ToldRate(
        id=event.id,
        name=event.name,
        per=per,
        count=count,
        rows=count // ROW,
        over=count % ROW,
        of=event.of,
        rate=event.rate,
        facial=event.facial,
        between=between,
        sources=_cited(atlas, event.source),
    )


def _cited(atlas: Atlas, keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(key, short name) of each source; other clinics' pages are what is claimed, no ground."""
    return tuple(
        (key, short_name(atlas.sources[key])) for key in keys if not key.startswith("SEED")
    )


def short_name(source: Source) -> str:
    """ "Haghir 2025", as a link is worded."""
    if source.author == "Yintang":
        return "our own search"
    who = source.author.split(",")[0].split(" and ")[0].split(";")[0]
    family = who.rsplit(" ", 1)[0] if who and who.rsplit(" ", 1)[-1].isupper() else who
    title = textwrap.shorten(re.split(r"[.:]", source.title)[0], LONGEST_NAME, placeholder="…")
    shown = family or title
    return f"{shown} {source.year}" if source.year else shown
