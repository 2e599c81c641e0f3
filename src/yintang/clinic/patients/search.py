"""Finding a patient as somebody types: names, born, e-mail, telephone; every word a prefix.

Each patient has a row for each word she can be found by, and a prefix is a range of an index. The
words are compared as bytes, so that the range is the same whatever collation a database speaks.
"""

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient, Word
from yintang.clinic.patients.words import APOSTROPHES, digits, fold, pairs_typed, words, words_typed

HERE = ("arrived", "under_way", "closed", "signed")
"""States of a visit that she came to."""
SHOWN = 20
READ = 5 * SHOWN
"""Rows read for a page: several words of one patient may begin alike."""
FEW = 200
"""Matches counted of each word: the one with fewest is looked up first, the others are checked."""


def find(clinic: Clinic, typed: str) -> tuple[list[Patient], bool]:
    """At most `SHOWN` patients who have every word typed, by name, and whether there are more.

    It begins with the rarest word or pair of words, so the time depends on how many are found and
    not on how many patients there are.
    """
    typed_words = words_typed(typed)
    if not typed_words:
        return [], False
    rows = _with_all(clinic, typed_words).order_by("word")
    read = list(rows.values_list("patient_id", flat=True)[:READ])
    keys = list(dict.fromkeys(read))
    return by_name(keys[:SHOWN]), len(keys) > SHOWN or len(read) == READ


def by_name(keys: list[UUID]) -> list[Patient]:
    """These patients by name, each with `last_visit`: when she was last here."""
    last_visit = Max("visits__starts_at", filter=Q(visits__state__in=HERE))
    patients = Patient.objects.filter(pk__in=keys).annotate(last_visit=last_visit)
    return list(patients.order_by("family_name", "given_name"))


def seen_lately(clinic: Clinic, number: int = 10) -> list[Patient]:
    """Whom the clinic saw last, the latest first."""
    seen = clinic.visits.filter(starts_at__lte=timezone.now())
    keys = seen.order_by("-starts_at").values_list("patient_id", flat=True)[: number * 3]
    latest = list(dict.fromkeys(keys))[:number]
    return sorted(by_name(latest), key=lambda patient: latest.index(patient.pk))


def possible_doubles(clinic: Clinic, asked: Patient) -> list[Patient]:
    """Patients who may be the same person as one about to be added.

    The same name and birth date, or a name alike where one birth date is not known, or the same
    e-mail address or telephone number.
    """
    keys = {
        row
        for telling in _telling(asked)
        if telling
        for row in _with_all(clinic, telling).values_list("patient_id", flat=True)[:FEW]
    }
    found = by_name(list(keys))
    return [other for other in found if _may_be_one(asked, other)][:SHOWN]


def _telling(asked: Patient) -> Iterator[list[str]]:
    """Words that another record of hers would have as well."""
    first = words(APOSTROPHES.sub("", fold(asked.given_name)))[:1]
    last = words(APOSTROPHES.sub("", fold(asked.family_name)))[:1]
    if first and last:
        yield [first[0][:3], last[0][:4]]
    if asked.born is not None and (first or last):
        yield [f"{asked.born:%Y%m%d}"]
    if asked.email:
        yield words(fold(asked.email.partition("@")[0]))
    if len(number := digits(asked.phone)) >= 7:
        yield [number[-9:].lstrip("0")]


def _may_be_one(asked: Patient, other: Patient) -> bool:
    if asked.pk == other.pk:
        return False
    if asked.email and asked.email.casefold() == other.email.casefold():
        return True
    number = digits(asked.phone)
    if len(number) >= 7 and number[-9:] == digits(other.phone)[-9:]:
        return True
    same_day = asked.born == other.born or _turned_round(asked.born) == other.born
    if asked.born is not None and other.born is not None and not same_day:
        return False
    given, family = (
        _alike(asked.given_name, other.given_name),
        _alike(asked.family_name, other.family_name),
    )
    known = asked.born is not None and asked.born == other.born
    return (given and family) or (known and (given or family))


def _turned_round(born: date | None) -> date | None:
    """Day and month exchanged, as happens when somebody else's habit writes them."""
    if born is None or born.day > 12:
        return born
    return born.replace(month=born.day, day=born.month)


def _alike(one: str, other: str) -> bool:
    """Whether two names begin alike: "Katherine" and "Kath", "Moreno" and "Morèno-Diaz"."""
    a, b = (re.sub(r"\W", "", fold(name)) for name in (one, other))
    return bool(a and b) and (a.startswith(b[:5]) or b.startswith(a[:5]))


def _with_all(clinic: Clinic, typed_words: list[str]) -> QuerySet[Word]:
    """Rows of the rarest word or pair, of patients who have the other words as well."""
    starts = [*typed_words, *pairs_typed(typed_words)]
    counted = {start: _beginning(clinic, start)[:FEW].count() for start in starts}
    rarest = min(starts, key=lambda start: (counted[start], -len(start)))
    rows = _beginning(clinic, rarest)
    for word in typed_words:
        if word != rarest:
            rows = rows.filter(Exists(_from(word).filter(patient=OuterRef("patient"))))
    return rows


def _beginning(clinic: Clinic, word: str) -> QuerySet[Word]:
    return _from(word).filter(clinic=clinic)


def _from(word: str) -> QuerySet[Word]:
    """Rows of any clinic: where the patient is given, her own index is the one to read."""
    start = word.encode()
    return Word.objects.filter(word__gte=start, word__lt=start + b"\xff")
