"""The sample clinic's day as it stands at this hour, and what is in the diary."""

from collections.abc import Callable
from datetime import datetime, timedelta

from yintang.clinic.care.models import Visit
from yintang.clinic.patients.models import Patient
from yintang.clinic.sample.clock import set_to
from yintang.clinic.sample.people import Person
from yintang.clinic.sample.scene import Scene, appointment, chance, done
from yintang.clinic.sample.telling import first_answers
from yintang.clinic.sample.visiting import (
    arrive,
    book,
    needle,
    prepared,
    sign,
    start,
    whole,
    write_consultation,
)

MINUTES = {
    "signed": -235, "missed": -170, "closed": -125, "removal": -75, "resting": -40,
    "consultation": -20, "arrived": 5, "soon": 50, "later": 140,
}  # fmt: skip
"""When each visit of the day begins, from now."""


def hour_of(scene: Scene, what: str) -> datetime:
    """When that visit begins, to five minutes, and in any case on the clinic's present day."""
    at = scene.now.astimezone(scene.clinic.zone) + timedelta(minutes=MINUTES[what])
    at = at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0)
    first, last = scene.today, scene.today.replace(hour=23, minute=45)
    return min(max(at, first), last)


def pass_today(scene: Scene, person: Person, patient: Patient) -> None:
    """What her day brings, up to now."""
    at = hour_of(scene, person.today)
    set_to(min(at, scene.now) - timedelta(days=3))
    if person.today in {"signed", "closed"}:
        visit = whole(scene, person, patient, at)
        if person.today == "signed":
            sign(scene, visit)
        return
    visit = book(scene, person, patient, at)
    if person.today == "missed":
        set_to(at + timedelta(minutes=30))
        visit.call_off(missed=True)
        done(scene, scene.staff["cleo"], "missed", visit, patient)
    elif person.today not in {"soon", "later"}:
        STORIES[person.today](scene, person, visit)


def _arrived(scene: Scene, person: Person, visit: Visit) -> None:
    set_to(scene.now - timedelta(minutes=4))
    arrive(scene, visit)


def _consulting(scene: Scene, person: Person, visit: Visit) -> None:
    """Half of what will be asked is answered."""
    set_to(scene.now - timedelta(minutes=19))
    arrive(scene, visit)
    by = scene.staff[person.by]
    set_to(scene.now - timedelta(minutes=16))
    visit = start(scene, visit, by)
    set_to(scene.now - timedelta(minutes=2))
    answers = first_answers(person, scene.today.date(), scene.today.date())
    told = answers["consultation"]
    told["history"] = dict(list(told["history"].items())[:18])
    for later in ("medicines", "allergies", "procedures", "tongue", "pulse", "blood_pressure"):
        told.pop(later, None)
    answers["confirmed_sections"] = []
    write_consultation(scene, visit, answers, by)


def _resting(scene: Scene, person: Person, visit: Visit) -> None:
    _up_to_the_needles(scene, person, visit)
    needle(scene, person, visit, scene.staff[person.by], until="rest", now=scene.now)


def _removing(scene: Scene, person: Person, visit: Visit) -> None:
    _up_to_the_needles(scene, person, visit)
    needle(scene, person, visit, scene.staff[person.by], until="remove", now=scene.now)


def _up_to_the_needles(scene: Scene, person: Person, visit: Visit) -> None:
    began = scene.now + timedelta(minutes=MINUTES[person.today])
    set_to(began - timedelta(minutes=4))
    arrive(scene, visit)
    set_to(began)
    prepared(scene, person, visit, scene.staff[person.by])


STORIES: dict[str, Callable[[Scene, Person, Visit], None]] = {
    "arrived": _arrived,
    "consultation": _consulting,
    "resting": _resting,
    "removal": _removing,
}


def book_next(scene: Scene, person: Person, patient: Patient) -> None:
    """The visit that stands in the diary."""
    if person.next is not None:
        at = appointment(scene, person.next, scene.staff[person.by], person.name)
        yesterday = scene.today - timedelta(days=1)
        set_to(yesterday.replace(hour=13, minute=chance(person.name, "rang").randrange(60)))
        book(scene, person, patient, at)
