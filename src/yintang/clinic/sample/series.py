"""The photographs of one sample course: two days before the first needle, and visits up to its end.

Taken of a face of nobody (`portraying`), kept and measured by the verbs of the visit's own page:
what the pages say of them was found on the pictures.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.care.models import Visit
from yintang.clinic.progress import targets
from yintang.clinic.progress.models import Circumstances, Sequence
from yintang.clinic.progress.sequence import POSES, Asked, as_json, usual
from yintang.clinic.progress.shots import Prepared, file_shot, prepare
from yintang.clinic.sample.clock import set_to
from yintang.clinic.sample.people import Person, Photographed
from yintang.clinic.sample.portraying import Face, face_of_nobody, photographed
from yintang.clinic.sample.scene import Scene, chance, done
from yintang.outcomes import PhotoMeasures

FRONT = POSES["front"]
SHOTS = 3
BEFORE = 0
"""Stands for the day a week before the first visit, among the numbers of the visits."""
AT_ONCE = 2
EACH = timedelta(seconds=40)

Film = Mapping[int, list[Prepared]]
"""Number of the visit -> its photographs, measured and not kept yet."""


def choose_sequence(scene: Scene) -> None:
    """The clinic asks for the front; the other usual views may be skipped."""
    asked = [Asked(one.pose, one.shots, one.pose != FRONT) for one in usual()]
    Sequence.objects.create(clinic=scene.clinic, poses=as_json(asked))


def film_of(person: Person) -> Film:
    """Every photograph of her course; {} where scikit-image, which brings the skin, is missing."""
    told = person.photographed
    if told is None:
        return {}
    try:
        face = face_of_nobody(tuple(told.fading))
    except ImportError:
        return {}
    numbers = [(number, shot) for number in (BEFORE, *told.at) for shot in range(SHOTS)]

    def taken(at: tuple[int, int], baseline: PhotoMeasures | None) -> Prepared:
        return prepare(_file(person, told, face, *at), FRONT, baseline)

    first = taken(numbers[0], None)
    with ThreadPoolExecutor(AT_ONCE) as hands:
        others = hands.map(lambda at: taken(at, first.found.measures), numbers[1:])
        film: dict[int, list[Prepared]] = {}
        for (number, _), prepared in zip(numbers, [first, *others], strict=True):
            film.setdefault(number, []).append(prepared)
    return film


def _file(person: Person, told: Photographed, face: Face, number: int, shot: int) -> bytes:
    """Lines fade evenly from the first visit to the last."""
    faded = told.faded * max(0, number - 1) / max(1, person.visits - 1)
    luck = chance(person.name, "camera", number, shot).getrandbits(64)
    return photographed(face, faded, np.random.default_rng(luck))


def photograph_visit(scene: Scene, person: Person, visit: Visit, number: int, film: Film) -> None:
    """The photographs of a visit, and what else was different that day."""
    if number not in film:
        return
    by = visit.practitioner
    for prepared in film[number]:
        at = set_to(timezone.now() + EACH)
        shot = file_shot(visit, FRONT, prepared, by, at)
        done(scene, by, "created", shot.photo, visit.patient)
    set_to(timezone.now() + EACH)
    row = Circumstances.objects.create(visit=visit)
    row.revise(_answers(person, number), expected=row.revision, by=by)
    done(scene, by, "changed", row, visit.patient)


def _answers(person: Person, number: int) -> dict[str, object]:
    answers: dict[str, object] = {
        "sun": chance(person.name, "sun", number).choice(["none", "none", "some"]),
        "make_up": "removed",
    }
    if number == person.visits:
        answers |= {"gais_practitioner": 3, "gais_patient": 3}
    return answers


def declare(scene: Scene, person: Person, visit: Visit, by: User) -> None:
    """What the course is judged by, chosen with its plan and before its first needle."""
    if person.photographed is None or visit.course is None:
        return
    for name in person.photographed.targets:
        made = targets.declare(visit.course, name, by, timezone.now())
        done(scene, by, "created", made, visit.patient)
