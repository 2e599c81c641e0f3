"""What a course is judged by: declared beforehand, at most three, locked after the second session.

Whoever chooses what to look at after having seen what changed will always find something.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from yintang.atlas.model import Atlas, Concern, Metric
from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.locking import locked
from yintang.clinic.progress.models import Shot, Target
from yintang.clinic.progress.series import first_needle, is_baseline
from yintang.clinic.progress.shots import visits_of
from yintang.errors import YintangError
from yintang.outcomes.change import MOST_TARGETS
from yintang.outcomes.change_record import Target as Judged
from yintang.outcomes.change_record import target as judged

LOCKED_BY = 2
"""The signed session after which targets stand fast."""
RANK = {"primary": 0, "secondary": 1, "weak": 2}


class Refused(YintangError):
    """A target cannot be declared or taken back; says why."""


@dataclass(frozen=True, slots=True)
class Lock:
    """When the course's targets were locked, by whose signature."""

    at: datetime
    by: User


@dataclass(frozen=True, slots=True)
class Offer:
    """A place where a measure could be a target. `place` is the region in words."""

    concern: str
    metric: str
    region: str
    place: str
    is_taken: bool = False
    """Whether it is a target already."""

    @property
    def name(self) -> str:
        """As a form sends it."""
        return f"{self.concern}:{self.metric}:{self.region}"


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric that speaks for a concern, and where."""

    metric: Metric
    places: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """What speaks for one concern: what may well be a target, and what is less sure."""

    concern: Concern
    primary: tuple[Measure, ...]
    others: tuple[Measure, ...]

    def offers(self) -> Iterator[Offer]:
        """Every one of them."""
        for measure in (*self.primary, *self.others):
            yield from measure.places


def offers_for(course: Course, known: Atlas) -> tuple[Offers, ...]:
    """What can be measured of each of her goals; a goal without any says what to take instead."""
    goals = [known.concerns[id_] for id_ in course.concerns if id_ in known.concerns]
    standing = course.targets.filter(withdrawn_at=None)
    taken = set(standing.values_list("metric", "region"))
    return tuple(_offers(concern, known, taken) for concern in goals)


def _offers(concern: Concern, known: Atlas, taken: Container[tuple[str, str]]) -> Offers:
    measures = [
        Measure(
            metric,
            tuple(
                Offer(
                    *(concern.id, metric.id, region, place_of(region, known)),
                    is_taken=(metric.id, region) in taken,
                )
                for region in _places(concern, metric)
            ),
        )
        for metric in (known.metrics[id_] for id_ in concern.metrics if id_ in known.metrics)
    ]
    measures.sort(key=lambda one: RANK[one.metric.strength])
    primary = tuple(one for one in measures if one.metric.strength == "primary")
    return Offers(concern, primary, tuple(one for one in measures if one not in primary))


def _places(concern: Concern, metric: Metric) -> tuple[str, ...]:
    """Where the metric is measured within the concern; everywhere where they share no region."""
    measured = metric.regions or ("face",)
    return tuple(region for region in measured if region in concern.regions) or measured


def place_of(region: str, known: Atlas) -> str:
    """A region in words."""
    return known.regions[region].name.lower() if region in known.regions else region


def declared(course: Course) -> tuple[Target, ...]:
    """The targets that the course is judged by, in the order of declaring."""
    return _standing(course, exploratory=False)


def exploratory(course: Course) -> tuple[Target, ...]:
    """What was added after the targets were locked."""
    return _standing(course, exploratory=True)


def _standing(course: Course, *, exploratory: bool) -> tuple[Target, ...]:
    found = course.targets.filter(exploratory=exploratory, withdrawn_at=None)
    return tuple(found.select_related("declared_by").order_by("declared_at"))


def for_judging(target: Target) -> Judged:
    """The target as the outcomes room knows it."""
    return judged(f"{target.metric}:{target.region}", atlas())


def lock_of(course: Course) -> Lock | None:
    """Who locked the targets and when: whoever signed the course's second session."""
    signed = Visit.objects.filter(
        course=course, signed_at__isnull=False, session__closed_at__isnull=False
    ).select_related("signed_by")
    second = signed.defer("record").order_by("signed_at")[LOCKED_BY - 1 : LOCKED_BY]
    for visit in second:
        assert visit.signed_at is not None
        assert visit.signed_by is not None
        return Lock(visit.signed_at, visit.signed_by)
    return None


def declare(course: Course, name: str, by: User, now: datetime) -> Target:
    """Declare a target by the name of its offer; exploratory once the targets are locked.

    Raises
    ------
    Refused
        It is no measure of her goals, it is declared already, or three are.
    """
    known = atlas()
    offer = next(
        (o for one in offers_for(course, known) for o in one.offers() if o.name == name), None
    )
    if offer is None:
        raise Refused("choose one of the measures of the goals")
    with locked(course) as held:
        standing = held.targets.filter(withdrawn_at=None)
        late = lock_of(held) is not None
        if standing.filter(metric=offer.metric, region=offer.region).exists():
            raise Refused("this measure is a target already")
        if not late and standing.filter(exploratory=False).count() >= MOST_TARGETS:
            raise Refused(f"a course has at most {MOST_TARGETS} targets; take one back first")
        return Target.objects.create(
            course=held,
            concern=offer.concern,
            metric=offer.metric,
            region=offer.region,
            exploratory=late,
            declared_at=now,
            declared_by=by,
        )


def withdraw(target: Target, by: User, now: datetime) -> Literal["done", "before"]:
    """Take a target back; its row stays.

    Raises
    ------
    Refused
        The targets are locked.
    """
    with locked(target.course) as course, locked(target) as held:
        if held.withdrawn_at is not None:
            return "before"
        if not held.exploratory and lock_of(course) is not None:
            raise Refused("the targets are locked since the second session was signed")
        held.withdrawn_at, held.withdrawn_by = now, by
        held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return "done"


def baseline_days(course: Course) -> int:
    """On how many days she was photographed before the first needle; two are asked for."""
    first = first_needle(course)
    shots = Shot.objects.filter(visit__in=visits_of(course)).select_related(
        "photo", "visit__clinic"
    )
    return len(
        {
            shot.visit.local_start.date()
            for shot in shots.defer("photo__face_map", "visit__record")
            if is_baseline(shot, first)
        }
    )
