"""Rating two photographs of a course without knowing which came first.

Whoever knows that there was treatment sees a change. The pairs of a clinic come in random order,
each on random sides, without name or date. A pair is the first and the last photographed day of a
course, the last one after its first needle.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Min

from yintang.clinic.accounts.models import User
from yintang.clinic.care.models import Course, Session
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.progress.models import BlindRating, Shot

Better = BlindRating.Better


@dataclass(frozen=True, slots=True)
class Ends:
    """The two shots between which somebody may choose."""

    earlier: Shot
    later: Shot

    @property
    def course(self) -> Course:
        """Whose they are."""
        course = self.later.visit.course
        assert course is not None
        return course

    def sides(self) -> tuple[Shot, Shot]:
        """Left and right, at random."""
        both = (self.earlier, self.later)
        return both if secrets.randbelow(2) else both[::-1]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the raters of a course said."""

    later: int
    earlier: int
    same: int
    treating: int
    """How many answers are by the practitioner of the course, who may have recognised the days."""

    @property
    def total(self) -> int:
        """All answers."""
        return self.later + self.earlier + self.same


def open_pairs(clinic: Clinic, by: User) -> list[Ends]:
    """Pairs of the clinic that the person has not rated, in random order."""
    rated = set(BlindRating.objects.filter(by=by).values_list("earlier", "later"))
    pairs = [ends for ends in _all_pairs(clinic) if (ends.earlier.pk, ends.later.pk) not in rated]
    secrets.SystemRandom().shuffle(pairs)
    return pairs


def _all_pairs(clinic: Clinic) -> list[Ends]:
    began = dict(
        Session.objects.filter(visit__clinic=clinic, visit__course__isnull=False)
        .values_list("visit__course")
        .annotate(Min("started_at"))
    )
    days: dict[UUID | None, list[Shot]] = {}
    for shot in _shots(clinic):
        course = shot.visit.course_id
        ones = days.setdefault(course, []) if course in began else []
        if not ones or ones[-1].visit_id != shot.visit_id:
            ones.append(shot)
    return [
        Ends(ones[0], ones[-1])
        for course, ones in days.items()
        if len(ones) > 1 and ones[0].visit.starts_at < began[course] < ones[-1].visit.starts_at
    ]


def _shots(clinic: Clinic) -> Sequence[Shot]:
    """Front views by course and visit, the first that passed before the others of its visit."""
    shots = Shot.objects.filter(
        visit__clinic=clinic,
        visit__course__isnull=False,
        pose="front",
        photo__erased_at=None,
        trouble="",
    )
    shown = shots.select_related("photo", "visit__course__patient", "visit__clinic")
    return list(
        shown.defer("photo__face_map", "visit__record").order_by(
            "visit__course", "visit__starts_at", "visit", "-passed", "-kept", "number"
        )
    )


def asked(pairs: Sequence[Ends], left: str, right: str) -> Ends | None:
    """The pair of which both sides were shown; None where it is no longer open."""
    sent = {left, right}
    return next((e for e in pairs if {str(e.earlier.pk), str(e.later.pk)} == sent), None)


def answer(ends: Ends, left: str, side: str, by: User, now: datetime) -> BlindRating | None:
    """Keep what somebody said of a pair; None where they had said it before.

    Parameters
    ----------
    left : the shot that was shown on the left.
    side : "left", "right" or "same", whichever looked better.
    """
    later_was_left = str(ends.later.pk) == left
    better = Better.LATER if (side == "left") == later_was_left else Better.EARLIER
    try:
        with transaction.atomic():
            return BlindRating.objects.create(
                course=ends.course,
                earlier=ends.earlier,
                later=ends.later,
                later_was_left=later_was_left,
                better=Better.SAME if side == "same" else better,
                by=by,
                at=now,
            )
    except IntegrityError:
        return None


def tally(course: Course) -> Tally:
    """What was said of a course so far."""
    rows = list(course.blind_ratings.values_list("better", "by"))
    said = [better for better, _ in rows]
    return Tally(
        said.count(Better.LATER),
        said.count(Better.EARLIER),
        said.count(Better.SAME),
        sum(by == course.practitioner_id for _, by in rows),
    )
