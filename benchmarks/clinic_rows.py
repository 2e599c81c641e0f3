"""A clinic of any size, written into the database as fast as it takes rows.

Every patient has a signed visit with its consultation and note; every fourth a course, a plan and a
session of forty taps: a million needle events for 100,000 patients. Twenty visits are today's, ten
of them with a session under way; five earlier ones are not signed. Today is the same in every size.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from clinic.tablet_rows import NEEDLES, expected
from django.db import connection, models, transaction
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.models import Chain, Entry
from yintang.clinic.care.models import (
    Consultation,
    Course,
    Note,
    Plan,
    PlannedNeedle,
    Session,
    SessionEvent,
    Visit,
)
from yintang.clinic.care.models.revised import Revision
from yintang.clinic.clinics.models import Clinic, Membership, Role
from yintang.clinic.patients.models import Consent, Patient, Word
from yintang.clinic.patients.words import words_of

TODAYS, UNDER_WAY, UNSIGNED, LOOKS = 20, 10, 5, 3
ANSWERS = {
    "consultation": {
        "goals": {"G06": 4, "G01": 3},
        "medicines": ["ramipril"],
        "allergies": ["nickel"],
        "history": {},
        "pregnant": False,
    }
}
SOUNDS = [
    "ba",
    "be",
    "bi",
    "da",
    "de",
    "di",
    "fa",
    "fe",
    "ga",
    "ge",
    "ha",
    "hi",
    "ka",
    "ke",
    "la",
    "le",
    "li",
    "na",
    "ni",
    "pa",
    "pe",
    "ra",
    "re",
    "ri",
    "sa",
    "se",
    "ta",
    "te",
    "va",
]


@dataclass
class Filled:
    """What the measurement asks for."""

    clinic: Clinic
    ana: User
    patients: list[str] = field(default_factory=list)
    """Those with a course and a session."""
    sessions: list[str] = field(default_factory=list)
    """Visits of today with a session under way."""


def fill(number: int) -> Filled:
    """Write so many patients and everything of theirs."""
    clinic = Clinic.objects.create(name="Willow Rooms", time_zone="UTC")
    ana = User.objects.create_user("ana@example.org", "correct horse battery", name="Ana Duarte")
    Membership.objects.create(clinic=clinic, user=ana, role=Role.OWNER)
    filled, luck = Filled(clinic, ana), Random(7)
    _hurry()
    with transaction.atomic():
        patients = [_patient(clinic, n, luck) for n in range(number)]
        _write(Patient(clinic=clinic), ("id", "given_name", "family_name", "born", "phone"), (
            (p.pk.hex, p.given_name, p.family_name, p.born.isoformat(), p.phone) for p in patients
        ))  # fmt: skip
        keys = [p.pk.hex for p in patients]
        words = ((p.pk.hex, word.encode()) for p in patients for word in words_of(p))
        _write(Word(clinic=clinic), ("patient_id", "word"), words)
        _consents(keys, ana)
        _past(filled, keys, luck)
        _today(filled, keys, luck)
        _audit(filled, keys)
    _calm()
    return filled


def _hurry() -> None:
    """Rows are not checked one by one against those they point to; that they fit is asked later."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA cache_size=-500000")
            cursor.execute("PRAGMA foreign_keys=OFF")
        else:
            cursor.execute("SET session_replication_role = replica")


def _calm() -> None:
    """As a clinic finds its database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert not cursor.execute("PRAGMA foreign_key_check").fetchall()
        else:
            cursor.execute("VACUUM ANALYZE")  # as the server does by itself, sooner or later
    connection.close()


def _patient(clinic: Clinic, n: int, luck: Random) -> Patient:
    """Of four family names one begins with "Mo"; of them nine in ten have a given name in "An".

    A quarter of the others have one in "Zo"; only the first patient has both "Mo" and "Zo".
    """
    mo = n % 4 == 0
    given = ("An" if luck.random() < 0.9 else "Be") if mo else "Zo" if n % 3 == 0 else "Ka"
    born = date(1930, 1, 1) + timedelta(days=luck.randrange(28_000))
    asked = Patient(
        clinic=clinic,
        given_name="Zoria" if n == 0 else f"{given}{_sounds(luck, 2)}",
        family_name="Moquill" if n == 0 else f"{'Mo' if mo else 'T'}{_sounds(luck, 3)}",
        born=date(1931, 3, 4) if n == 0 else born,
        phone="020 7946 123456" if n == 0 else f"07{luck.randrange(10**9):09}",
    )
    asked.id = _key(luck)
    return asked


def _key(luck: Random) -> UUID:
    return UUID(int=luck.getrandbits(128), version=4)


def _sounds(luck: Random, number: int) -> str:
    return "".join(luck.choices(SOUNDS, k=number))


def _consents(keys: Sequence[str], ana: User) -> None:
    signed = Consent(
        purpose="treatment", version="1", text=[], signed_name="Signed", taken_by=ana,
        signed_at=timezone.now() - timedelta(days=400),
    )  # fmt: skip
    _write(signed, ("id", "patient_id"), ((_hex(), key) for key in keys))


def _past(filled: Filled, keys: Sequence[str], luck: Random) -> None:
    """A signed visit each; every fourth with all that a session leaves."""
    clinic, ana, now = filled.clinic, filled.ana, timezone.now()
    days = [timedelta(minutes=30 * luck.randrange(100, 40_000)) for _ in keys]
    visits = [_hex() for _ in keys]
    course = Course(
        practitioner=ana, protocol="gentle", sessions=10, interval_days=7, started_on=now.date(),
    )  # fmt: skip
    courses = {key: _hex() for key in keys[::4]}
    _write(course, ("id", "patient_id"), ((its, key) for key, its in courses.items()))
    signed = Visit(
        clinic=clinic, practitioner=ana, state="signed", signed_at=now, signed_by=ana, record={},
    )  # fmt: skip
    _write(signed, ("id", "patient_id", "course_id", "starts_at"), (
        (visit, key, courses.get(key), _at(now - ago))
        for visit, key, ago in zip(visits, keys, days, strict=True)
    ))  # fmt: skip
    told = Consultation(revision=1, answers=ANSWERS, confirmed_at=now)
    written = [(_hex(), visit) for visit in visits]
    _write(told, ("id", "visit_id"), written)
    said = Revision(kind="consultation", number=1, content=ANSWERS, by=ana)
    _write(said, ("document",), ((one,) for one, _ in written))
    note = Note(revision=1, text="Slept well after the last visit. Skin settled within a day.")
    _write(note, ("id", "visit_id"), ((_hex(), visit) for visit in visits))
    needled = visits[::4]
    _needled(ana, needled, [now - ago for ago in days[::4]])
    filled.patients = [str(UUID(key)) for key in keys[::4]]
    _unsigned(filled, keys)


def _needled(ana: User, visits: Sequence[str], times: Sequence[datetime]) -> None:
    plans = [_hex() for _ in visits]
    plan = Plan(revision=1, protocol="gentle", confirmed_at=timezone.now())
    _write(plan, ("id", "visit_id"), zip(plans, visits, strict=True))
    needle = PlannedNeedle(
        label="Local", side="M", area="face", x=0.4, y=0.4, diameter_mm=0.16, length_mm=15,
        depth_mm=3, angle_deg=15,
    )  # fmt: skip
    rows = ((plan, f"N{n}", n) for plan in plans for n in range(NEEDLES))
    _write(needle, ("plan_id", "key", "n"), rows)
    sessions = [_hex() for _ in visits]
    done = Session(
        plan_revision=1, retention_min=20, expected=expected(), length=2 * NEEDLES, phase="close",
        closed_at=timezone.now(),
    )  # fmt: skip
    _write(done, ("id", "visit_id"), zip(sessions, visits, strict=True))
    tap = SessionEvent(by=ana, made_at=None, body={})
    _write(tap, ("id", "session_id", "number", "kind", "body", "received_at"), (
        (_hex(), session, n + 1, *_tap(n), at)
        for session, at in zip(sessions, map(_at, times), strict=True)
        for n in range(2 * NEEDLES)
    ))  # fmt: skip


def _tap(n: int) -> tuple[str, str]:
    return "in" if n < NEEDLES else "out", f'{{"needle": "N{n % NEEDLES}"}}'


def _unsigned(filled: Filled, keys: Sequence[str]) -> None:
    closed = Visit(clinic=filled.clinic, practitioner=filled.ana, state="closed")
    ago = [timezone.now() - timedelta(days=2 + n) for n in range(UNSIGNED)]
    rows = ((_hex(), key, _at(at)) for key, at in zip(keys[-UNSIGNED:], ago, strict=True))
    _write(closed, ("id", "patient_id", "starts_at"), rows)


def _today(filled: Filled, keys: Sequence[str], luck: Random) -> None:
    """The day's visits, of patients from all over the file."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    step = max(1, len(keys) // TODAYS)
    for n, key in enumerate(keys[1::step][:TODAYS]):
        started = n < UNDER_WAY
        visit = Visit.objects.create(
            clinic=filled.clinic, patient_id=key, practitioner=filled.ana,
            state="under_way" if started else "booked", starts_at=midnight + timedelta(hours=n),
        )  # fmt: skip
        if started:
            Session.objects.create(
                visit=visit, plan_revision=1, retention_min=20, expected=expected(), phase="insert"
            )
            filled.sessions.append(str(visit.pk))


def _audit(filled: Filled, keys: Sequence[str]) -> None:
    """Each patient was looked at `LOOKS` times; one chain, as `audit.chain` makes it."""
    chain, _ = Chain.objects.get_or_create(clinic=filled.clinic)
    row = Entry(
        clinic=filled.clinic, by=filled.ana, act="read", kind="patient", at=timezone.now(),
        source="127.0.0.1 benchmark", previous=chain.hash,
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for _ in range(LOOKS):
            for key in keys:
                row.number, row.patient = row.number + 1 if row.number else 1, UUID(key)
                row.subject, row.previous = row.patient, row.hash or row.previous
                row.hash = row.computed_hash()
                yield _hex(), row.number, key, key, row.previous, row.hash

    _write(row, ("id", "number", "patient", "subject", "previous", "hash"), rows())
    chain.length, chain.hash = row.number, row.hash
    chain.save()


def _hex() -> str:
    return f"{_LUCK.getrandbits(128):032x}"


_LUCK = Random(11)


def _at(when: datetime) -> str:
    """An instant as both databases read it, in a connection that speaks UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _write(like: models.Model, varying: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows that are all `like` one, but for the columns that vary."""
    fields = [f for f in like._meta.concrete_fields if not isinstance(f, models.AutoField)]
    same = [f for f in fields if f.attname not in varying]
    fixed = tuple(f.get_db_prep_save(f.pre_save(like, True), connection) for f in same)
    names = ", ".join(f'"{f.column}"' for f in [*_by(fields, varying), *same])
    table = like._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" * len(fields))
            whole = ((*row, *fixed) for row in rows)
            sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
            connection.connection.executemany(sql, whole)
            return
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row((*row, *fixed))


def _by(fields: Sequence[Any], names: Sequence[str]) -> list[Any]:
    known = {f.attname: f for f in fields}
    return [known[name] for name in names]


def counted() -> str:
    """What was written, in numbers."""
    counts = {"patients": Patient, "words": Word, "visits": Visit, "needle events": SessionEvent}
    return ", ".join(f"{model.objects.count():,} {name}" for name, model in counts.items())
