"""How long a course takes to arrange, and whether it is the best; inside a clinic's environment."""

import json
import time
from datetime import date, timedelta
from datetime import time as clock
from itertools import pairwise, product
from random import Random

import numpy as np
from booking_calendar import FEW, FIRST, NOW, busy, filled
from django.db import connection, transaction

from yintang.clinic.booking.course_times import propose
from yintang.clinic.booking.models import Service
from yintang.clinic.patients.models import Patient
from yintang.planning.arranging import (
    ANOTHER_PRACTITIONER,
    QUARTER_HOUR,
    CourseWish,
    NoArrangement,
    Opening,
    arrange,
    days_of,
    quarters_between,
)

VISITS = 12
WARM = 2
HOURS = (clock(9), clock(9, 45), clock(11, 30), clock(14), clock(17, 15))
PEOPLE = ("ana", "ben", "cleo")


def main(weeks: str, rounds: str, seed: str) -> None:
    """Arrange courses with and without wishes; compare small ones with every possibility."""
    luck = Random(seed)
    with transaction.atomic():
        key = filled(FEW, int(weeks), busy, luck).pk
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    service = Service.objects.select_related("clinic").get(pk=key)
    her = Patient.objects.create(clinic=service.clinic, given_name="A", family_name="B")
    who = str(service.performers()[0].pk)
    wishes = {
        "hour and practitioner wished": {"at": clock(10), "practitioner": who},
        "nothing wished": {},
    }
    took: dict[str, list[float]] = {name: [] for name in wishes}
    for n, (name, wish) in product(range(int(rounds) + WARM), wishes.items()):
        first = FIRST + timedelta(days=luck.randrange(4, 18))
        service = Service.objects.select_related("clinic").get(pk=key)
        begun = time.perf_counter()
        propose(service, CourseWish(VISITS, 7, first, **wish), now=NOW, patient=her)
        if n >= WARM:
            took[name].append(1000 * (time.perf_counter() - begun))
    alike, cases = compared(luck, 20 * int(rounds))
    medians = {name: float(np.median(times)) for name, times in took.items()}
    print(json.dumps({"medians": medians, "alike": alike, "cases": cases}))


def compared(luck: Random, cases: int) -> tuple[int, int]:
    """In how many small cases the arrangement costs as little as the best of all there are."""
    alike = 0
    days = [FIRST + timedelta(n) for n in range(21)]
    for _ in range(cases):
        openings = {
            Opening(luck.choice(days), luck.choice(HOURS), luck.choice(PEOPLE)) for _ in range(12)
        }
        wish = CourseWish(
            luck.choice((2, 3)), 7, FIRST, at=luck.choice((None, clock(10))),
            practitioner=luck.choice((None, "ana")),
        )  # fmt: skip
        try:
            found: int | None = arrange(openings, wish).cost
        except NoArrangement:
            found = None
        alike += found == least(openings, wish)
    return alike, cases


def least(openings: set[Opening], wish: CourseWish) -> int | None:
    """The cost of the best, by trying everything."""
    allowed: list[dict[date, int]] = [dict(days_of(wish, n)) for n in range(wish.visits)]
    hours = [wish.at] if wish.at else sorted({one.at for one in openings})
    people = [wish.practitioner] if wish.practitioner else sorted(PEOPLE)
    return min(
        (
            sum(
                allowed[n][one.day]
                + quarters_between(one.at, at) * QUARTER_HOUR
                + (one.practitioner != person) * ANOTHER_PRACTITIONER
                for n, one in enumerate(chosen)
            )
            for chosen in product(*([o for o in openings if o.day in days] for days in allowed))
            if all(
                (b.day - a.day).days >= wish.interval_days - wish.tolerance_days
                for a, b in pairwise(chosen)
            )
            for at in hours
            for person in people
        ),
        default=None,
    )
