"""Words that no text for the public may use, why, and what to say in their place.

Advertising codes refuse what the evidence does not carry. `advertising.toml` holds the rules
with their sources; nothing is refused anywhere else. What the program itself shows a patient is
held to the first part of them (`refused_words`), what a clinic publishes to all (`check_wording`).
"""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec

FILE = Path(__file__).with_name("advertising.toml")

Jurisdiction = Literal["UK", "IE", "US", "AU"]
JURISDICTIONS: tuple[Jurisdiction, ...] = ("UK", "IE", "US", "AU")
Licence = Literal["doctor", "specialist", "registered", "licensed"]
LICENCES: dict[Licence, str] = {
    "doctor": "A registered medical doctor writes this",
    "specialist": "Registered as a specialist",
    "registered": "On the public register of Chinese medicine practitioners",
    "licensed": "Licensed or certified by a named body",
}
"""What a person may hold that makes a title true of her."""

NEGATABLE_GAP = 4
"""How many words may stand between "not" and what it denies ("nothing here has been proven")."""

NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|neither|nor|cannot|\w+n't)\b"
    r"(?!\s+(?:only|just|doubt|question|wonder)\b)"
    rf"(?:\s+[\w'/-]+){{0,{NEGATABLE_GAP}}}\s+$"
)
CLAUSE_END = re.compile(r"[.,;:!?()\u2013\u2014]|\s-\s|\b(?:and|but|yet|so|because)\b")


SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class AdvertisingRule:
    """One row of `advertising.toml`; the head of that file explains the fields."""

    id: str
    words: str
    why: str
    instead: str
    denial: Literal["accepted", "published", "refused"]
    source: tuple[str, ...]
    refused_in: tuple[Jurisdiction, ...] = ()
    ask_in: tuple[Jurisdiction, ...] = ()
    report: str = ""
    licence: Licence | None = None
    to_patients: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of `words`, which stand in the text from `start` to `end`.

    `refused` is False where the words may stand once somebody has made sure of them. `source` holds
    keys of the atlas' sources, `jurisdictions` those whose rules have something to say.
    """

    start: int
    end: int
    words: str
    rule: str
    refused: bool
    why: str
    instead: str
    source: tuple[str, ...]
    jurisdictions: tuple[Jurisdiction, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused word or phrase as it stands in the text, from `start` to `end`, and why."""

    found: str
    start: int
    end: int
    why: str


@functools.cache
def advertising_rules() -> tuple[AdvertisingRule, ...]:
    """Every rule in the order of the file, read once."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["rule"]
    return tuple(msgspec.convert(row, AdvertisingRule) for row in rows)


def check_wording(
    text: str, jurisdiction: Jurisdiction, licences: Collection[Licence] = ()
) -> tuple[Remark, ...]:
    """What an advertising code has to say of a text that a clinic means to publish.

    Inflections, letter case, hyphens, line breaks and invisible characters make no difference. A
    plain denial ("not permanent", "no promise of a cure") is accepted where it is honest. Passing
    is no legal advice: the rules know words, not what a picture or a whole page suggests.

    Parameters
    ----------
    text : what is to be published.
    jurisdiction : whose rules apply: "UK", "IE", "US" or "AU".
    licences : what those who publish it hold, of `LICENCES`: a title is not refused to its holder.

    Returns
    -------
    tuple of Remark
        In order of appearance. `text[r.start:r.end] == r.words` for each. A longer match hides the
        shorter ones within it that are no graver.

    Raises
    ------
    ValueError
        For a jurisdiction or licence that is not known.
    """
    if jurisdiction not in JURISDICTIONS:
        raise ValueError(f"jurisdiction: expected one of {', '.join(JURISDICTIONS)}")
    if unknown := sorted(set(licences) - set(LICENCES)):
        raise ValueError(f"licences: {unknown[0]!r} is none of {', '.join(LICENCES)}")
    rules = [
        rule
        for rule in advertising_rules()
        if jurisdiction in (*rule.refused_in, *rule.ask_in) and rule.licence not in licences
    ]
    found = [
        replace(remark, refused=remark.refused and jurisdiction in rule.refused_in)
        for rule in rules
        for remark in _remarks(text, rule, rule.denial != "refused")
    ]
    shown = [one for one in found if not any(_hides(other, one) for other in found)]
    return tuple(sorted(shown, key=lambda remark: (remark.start, remark.end, remark.rule)))


def refused_words(text: str, jurisdiction: str = "UK") -> list[Refused]:
    """The words in `text` that the program may show no patient, in order of appearance.

    "Not proven" and "cannot be guaranteed" are allowed, since they say the honest thing; no other
    refused word becomes acceptable by a "not" before it, for the reader keeps the word.

    Parameters
    ----------
    text : what a patient is to read.
    jurisdiction : whose advertising code applies besides what is refused everywhere; one that is
        not known has no words of its own.

    Returns
    -------
    list of Refused
        Empty where the text may stand. `text[r.start:r.end] == r.found` for each.
    """
    rules = [
        rule
        for rule in advertising_rules()
        if rule.to_patients
        and (jurisdiction.upper() in rule.refused_in or rule.refused_in == JURISDICTIONS)
    ]
    found = [
        Refused(remark.words, remark.start, remark.end, remark.why)
        for rule in rules
        for remark in _remarks(text, rule, rule.denial == "accepted")
    ]
    return sorted(found, key=lambda refused: (refused.start, refused.end, refused.why))


def _remarks(text: str, rule: AdvertisingRule, deniable: bool) -> Iterator[Remark]:
    """Every place where the rule's words stand undenied."""
    plain, origin = _plain(text)
    for match in _pattern(rule).finditer(plain):
        if deniable and _denied(plain[: match.start()]):
            continue
        start, end = origin[match.start()], origin[match.end() - 1] + 1
        reported = rule.report and re.search(rule.report, _sentence(plain, match))
        where = tuple(j for j in JURISDICTIONS if j in (*rule.refused_in, *rule.ask_in))
        yield Remark(
            start, end, text[start:end], rule.id, not reported, rule.why, rule.instead,
            rule.source, where,
        )  # fmt: skip


@functools.cache
def _pattern(rule: AdvertisingRule) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{rule.words})(?!\w)")


def _sentence(plain: str, match: re.Match[str]) -> str:
    """The sentence in which the words stand."""
    before = SENTENCE_END.split(plain[: match.start()])[-1]
    return before + SENTENCE_END.split(plain[match.start() :])[0]


def _hides(other: Remark, one: Remark) -> bool:
    """Whether another remark says it all of this one's words, or says it first of the same."""
    if other is one or not (other.start <= one.start and one.end <= other.end):
        return False
    longer = (other.start, other.end) != (one.start, one.end)
    return longer and other.refused >= one.refused


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` as it is read, in lower case, and for each of its characters where it stood."""
    read: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        if unicodedata.category(character) in {"Cf", "Mn"}:
            continue
        for simple in unicodedata.normalize("NFKD", character).lower():
            if unicodedata.category(simple) == "Mn":
                continue
            letter = {"\u2018": "'", "\u2019": "'", "\u2010": "-", "\u2212": "-"}.get(
                simple, simple
            )
            if letter.isspace():
                if read and read[-1] == " ":
                    continue
                letter = " "
            read.append(letter)
            origin.append(position)
    return "".join(read), origin


def _denied(before: str) -> bool:
    """Whether the clause that leads up to a word denies it."""
    clause = CLAUSE_END.split(before)[-1]
    return NEGATION.search(clause) is not None
