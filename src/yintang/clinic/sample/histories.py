"""What befell each person of the sample clinic until today."""

import math
from datetime import datetime, timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image

from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.patients.consent_texts import text
from yintang.clinic.patients.consenting import in_force, take
from yintang.clinic.patients.merging import merge
from yintang.clinic.patients.models import Consent, Patient
from yintang.clinic.patients.words import fold
from yintang.clinic.photos.keeping import keep
from yintang.clinic.photos.withdrawing import withdraw
from yintang.clinic.sample.clock import set_to
from yintang.clinic.sample.letters import sum_up
from yintang.clinic.sample.people import Duplicate, Person, words
from yintang.clinic.sample.scene import Scene, appointment, chance, done
from yintang.clinic.sample.series import BEFORE, Film, film_of, photograph_visit
from yintang.clinic.sample.visiting import (
    arrive,
    book,
    consult,
    diagnose,
    note,
    sign,
    start,
    whole,
)

A_WEEK = timedelta(days=7)
DRAMA_NUMBERS = "07700 900"
"""Ofcom keeps these mobile numbers free for film and broadcast; nobody is rung by them."""


def live(scene: Scene, person: Person, *, number: int, portrait: bool) -> Patient:
    """A person's record from her first call until yesterday; `number` is her place in the file."""
    hours, film = past_hours(scene, person), film_of(person) if portrait else {}
    before = [hours[0] - A_WEEK] if film else []
    never = scene.now - timedelta(days=chance(person.name).randint(1, 4))
    first = next(iter([*before, *hours]), never)
    set_to(first - timedelta(days=6))
    patient = enrol(scene, person, number)
    for at in [*before, *hours]:
        if at == first:
            set_to(at - timedelta(minutes=3))
            consents(scene, person, patient)
            if person.portrait and portrait:
                photograph(scene, patient, scene.staff[person.by])
        if at in before:
            sign_the_day_before(scene, person, only_talk(scene, person, patient, at), film)
        elif person.consulted is None:
            sign(scene, whole(scene, person, patient, at, film))
        else:
            talked = only_talk(scene, person, patient, at)
            sign(scene, talked, without_needles=f"Talk only. {person.note}".strip())
    close_course(scene, person, patient)
    afterwards(scene, person, patient)
    return patient


def past_hours(scene: Scene, person: Person) -> list[datetime]:
    """When she was here before today, the first visit first."""
    by = scene.staff[person.by]
    if person.consulted is not None:
        return [appointment(scene, -person.consulted, by, person.name)]
    days = [person.last + person.every * back for back in reversed(range(person.visits))]
    return [appointment(scene, -day, by, person.name) for day in days]


def enrol(scene: Scene, person: Person, number: int) -> Patient:
    """Her record, as the desk makes it when she rings."""
    luck = chance(person.name, "desk")
    first, last = (_ascii(name) for name in (person.given, person.family))
    email = f"{first}.{last}@example.org" if not person.sign_in else f"{first}@example.org"
    user = None
    if person.sign_in:
        user = User(email=email, name=person.name, password=scene.staff["ana"].password)
        user.save()
    patient = Patient.objects.create(
        clinic=scene.clinic,
        user=user,
        given_name=person.given,
        family_name=person.family,
        known_as=person.known_as,
        born=person.born,
        sex=person.sex,
        email=email,
        phone=f"{DRAMA_NUMBERS}{number:03}",
        address=f"{luck.randint(2, 90)} {luck.choice(words().streets)}\n{words().town}",
        doctor=luck.choice(words().doctors),
    )
    done(scene, scene.staff["cleo"], "created", patient, patient)
    return patient


def _ascii(name: str) -> str:
    """The letters of a name as an address can hold them; "chen" for one that has none."""
    folded = "".join(letter for letter in fold(name) if letter.isascii() and letter.isalnum())
    return folded or "chen"


def consents(scene: Scene, person: Person, patient: Patient) -> None:
    """Treatment and photographs signed; the others as the file says."""
    by = scene.staff[person.by]
    for purpose, given in {"treatment": True, "photographs": True, **person.consents}.items():
        asked = text(purpose, scene.clinic, atlas())
        at = set_to(timezone.now() + timedelta(seconds=40))
        taken = take(
            *(patient, purpose, asked, by, at),
            given=given,
            signed_name=person.name if given else "",
            signature=scrawl(person.name) if given else (),
        )
        done(scene, by, "signed", taken, patient)


def scrawl(name: str) -> list[list[list[float]]]:
    """A signature that nobody can read, the same for the same name."""
    luck = chance(name, "signature")
    a, b, c = (luck.uniform(2, 7) for _ in range(3))
    line = [
        [0.08 + 0.8 * t / 60, 0.5 + 0.22 * math.sin(a * t / 9) * math.cos(b * t / 31 + c)]
        for t in range(61)
    ]
    return [[[round(x, 4), round(y, 4)] for x, y in line], [[0.12, 0.83], [0.9, 0.78]]]


def photograph(scene: Scene, patient: Patient, by: User) -> None:
    """The one real face: the astronaut Eileen Collins (NASA, public domain), from scikit-image.

    Nothing that the record says is about her. Without scikit-image there is no photograph.
    """
    try:
        from skimage.data import astronaut  # noqa: PLC0415 - an optional extra
    except ImportError:
        return
    file = BytesIO()
    Image.fromarray(astronaut()).save(file, "PNG")
    done(scene, by, "created", keep(patient, file.getvalue(), by, now=timezone.now()), patient)


def only_talk(scene: Scene, person: Person, patient: Patient, at: datetime) -> Visit:
    """A visit with a consultation and no needles."""
    by = scene.staff[person.by]
    set_to(at - timedelta(days=4))
    visit = book(scene, person, patient, at)
    set_to(at - timedelta(minutes=5))
    arrive(scene, visit)
    set_to(at)
    visit = start(scene, visit, by)
    set_to(at + timedelta(minutes=31))
    consult(scene, person, visit, by)
    diagnose(scene, person, visit, by)
    set_to(at + timedelta(minutes=38))
    note(scene, person, visit, by, last=True)
    return visit


def sign_the_day_before(scene: Scene, person: Person, visit: Visit, film: Film) -> None:
    """The first of two days of photographs before the first needle."""
    photograph_visit(scene, person, visit, BEFORE, film)
    sign(scene, visit, without_needles="First consultation, and photographs to compare with.")


def close_course(scene: Scene, person: Person, patient: Patient) -> None:
    """Maintenance, or the end."""
    course = Course.running(patient)
    if course is None or person.course not in {"maintenance", "ended"}:
        return
    if person.course == "maintenance":
        course.maintain()
    else:
        course.end(person.because)
    done(scene, scene.staff[person.by], "changed", course, patient)


def afterwards(scene: Scene, person: Person, patient: Patient) -> None:
    """What was added after the visits: a letter, an amendment, a consent taken back."""
    by = scene.staff[person.by]
    if person.letter:
        sum_up(scene, patient, by)
    if person.amendment:
        told = person.amendment
        visit = patient.visits.get(number=told.visit)
        set_to(visit.starts_at + timedelta(days=4))
        added = visit.amend(told.concerns, told.text, told.reason, by)
        done(scene, by, "amended", added, patient)
    if person.withdrawn:
        back = person.withdrawn
        consent = in_force(patient, Consent.Purpose(back.purpose))
        at = set_to(scene.now - timedelta(days=back.ago))
        if consent is not None:
            withdraw(consent, back.words, to=by, now=at)
            done(scene, by, "withdrew", consent, patient)


def merge_in(scene: Scene, second: Duplicate, into: Patient) -> None:
    """Somebody was entered twice; the two records were made one."""
    by = scene.staff[second.by]
    set_to(scene.now - timedelta(days=2))
    other = Patient.objects.create(
        clinic=scene.clinic,
        given_name=second.given,
        family_name=second.family,
        born=second.born,
        sex=second.sex,
    )
    done(scene, scene.staff["cleo"], "created", other, other)
    set_to(scene.now - timedelta(days=1))
    merge(into, other, by)
    done(scene, by, "merged", into, into)
