"""The words a patient is found by, and the words that somebody types to find her.

Both are folded alike: lower case without accents, numbers without what stands between digits.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yintang.clinic.patients.models import Patient

LONGEST = 60
PAIRED = 3
"""Letters that a pair of words keeps of the first."""
STANDING = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters that Unicode does not take apart into a letter and an accent."""
APOSTROPHES = re.compile(r"['’ʼ`]")
DAY_FIRST = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b")
YEAR_FIRST = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")


def fold(text: str) -> str:
    """Lower case without accents: "Søren Ångström" and "soren angstrom" are the same."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(STANDING))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(patient: "Patient") -> set[str]:
    """Every word that finds her. None for a record that was merged into another."""
    if patient.merged_into_id is not None:
        return set()
    names = [patient.given_name, patient.family_name, patient.known_as]
    found = {word for name in names for word in _words_of_name(name)}
    if is_written_together(patient.family_name):
        found |= set(words(fold(patient.family_name + patient.given_name)))
    if patient.born is not None:
        found.add(f"{patient.born:%Y%m%d}")
    found |= set(words(fold(patient.email.partition("@")[0])))
    found |= set(_endings(patient.phone))
    found = {word[:LONGEST] for word in found}
    return found | set(_pairs(found))


def _pairs(found: Iterable[str]) -> Iterator[str]:
    """Each two of her names and how they may be begun, so that two beginnings are one look."""
    for first, second in combinations(sorted(word for word in found if not word.isdigit()), 2):
        for letters in range(1, PAIRED + 1):
            yield pair(first[:letters], second)


def pair(first: str, second: str) -> str:
    """Two words as one. It begins with a space, so that no word typed alone begins like it."""
    return f" {first[:PAIRED]} {second}"[:LONGEST]


def pairs_typed(typed_words: Iterable[str]) -> list[str]:
    """The pairs of what somebody typed, numbers apart. None of the words may begin another."""
    names = sorted(word for word in typed_words if not word.isdigit())
    return [pair(first, second) for first, second in combinations(names, 2)]


def words_typed(typed: str) -> list[str]:
    """What somebody typed, word by word; a full date becomes the word that a birth date has."""
    text = DAY_FIRST.sub(lambda m: f"{m[3]}{int(m[2]):02}{int(m[1]):02}", typed)
    text = YEAR_FIRST.sub(lambda m: f"{m[1]}{int(m[2]):02}{int(m[3]):02}", text)
    text = re.sub(r"@\S*", " ", text)
    typed_words = words(APOSTROPHES.sub("", fold(text)))
    found = [(word.lstrip("0") or word) if word.isdigit() else word for word in typed_words]
    return _apart(list(dict.fromkeys(word[:LONGEST] for word in found))[:8])


def _apart(typed_words: list[str]) -> list[str]:
    """Without those that only begin another: whoever has "ana" has "an" as well."""
    return [
        word
        for word in typed_words
        if not any(other != word and other.startswith(word) for other in typed_words)
    ]


def words(text: str) -> list[str]:
    """The words of a folded text."""
    return re.findall(r"[^\W_]+", text)


def _words_of_name(name: str) -> Iterator[str]:
    """Its words, and those joined by an apostrophe also as one: "O'Brien" is "obrien"."""
    folded = fold(name)
    yield from words(APOSTROPHES.sub("", folded))
    yield from words(APOSTROPHES.sub(" ", folded))


def is_written_together(name: str) -> bool:
    """Whether a name is of Chinese characters, which stand without a space between the names."""
    return any("\u3400" <= letter <= "\u9fff" for letter in name)


def digits(number: str) -> str:
    """Only the digits."""
    return "".join(letter for letter in number if letter.isascii() and letter.isdigit())


def _endings(number: str) -> Iterator[str]:
    """Every ending of four digits and more, so that any run of digits finds the number."""
    row = digits(number)
    for start in range(len(row) - 3):
        yield row[start:].lstrip("0") or row[start:]
