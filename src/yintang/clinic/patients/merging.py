"""Two records of one person made one, and made two again.

Whatever refers to a patient moves, whichever app it belongs to, and the keys of what moved are
written down: undoing the merge moves back exactly these.
"""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.locking import locked
from yintang.clinic.patients.models import Merge, Patient, Word

FILLED = (
    "known_as", "born", "sex", "email", "phone", "address", "emergency_contact", "doctor",
    "desk_note",
)  # fmt: skip
"""Fields of the kept record that take the other's value where they are empty."""

AFTER_MOVING: list[Callable[[Patient], object]] = []
"""Called in the same transaction with whoever has rows that were another's before; apps after this
one add theirs in `AppConfig.ready`, for what names a patient otherwise than by a foreign key."""


class NotMerged(Exception):
    """The two records cannot be made one, or not made two again; says why."""


def merge(kept: Patient, retired: Patient, by: User) -> Merge:
    """Move all that belongs to `retired` to `kept`; its empty fields are filled.

    Raises
    ------
    NotMerged
        If they are the same record, of different clinics, or one was merged already.
    """
    if kept.pk == retired.pk or kept.clinic_id != retired.clinic_id:
        raise NotMerged("Choose two records of the same clinic.")
    first, second = sorted((kept, retired), key=lambda patient: patient.pk)
    with locked(first) as one, locked(second) as two:
        kept, retired = (one, two) if one.pk == kept.pk else (two, one)
        if kept.merged_into_id is not None or retired.merged_into_id is not None:
            raise NotMerged("One of the two was merged with another record in the meantime.")
        moved = {"rows": _move(retired, kept), "filled": _fill(kept, retired)}
        retired.merged_into = kept
        retired.save(update_fields=["merged_into"])
        _tell(kept)
        return Merge.objects.create(kept=kept, retired=retired, moved=moved, by=by)


def unmerge(done: Merge) -> None:
    """Move back exactly what the merge moved; what was added to the kept record since stays there.

    Raises
    ------
    NotMerged
        If it was undone already, or the kept record has itself been merged into another since.
    """
    with locked(done) as current, locked(current.kept) as kept:
        if current.undone_at is not None:
            raise NotMerged("This merge was undone already.")
        if kept.merged_into_id is not None:
            raise NotMerged("The kept record was itself merged later. Undo that merge first.")
        retired = current.retired
        for label, keys in current.moved["rows"].items():
            model, field = _reference(label)
            rows = model._default_manager.filter(pk__in=keys, **{field: kept})
            rows.update(**{field: retired})
        _take_back(kept, current.moved["filled"])
        retired.merged_into = None
        retired.save(update_fields=["merged_into"])
        current.undone_at = timezone.now()
        current.save(update_fields=["undone_at"])
        _tell(retired, kept)


def _tell(*patients: Patient) -> None:
    for patient in patients:
        for tell in AFTER_MOVING:
            tell(patient)


def _references() -> list[tuple[type[models.Model], str]]:
    """Every model and field that refers to a patient, but for the words and the merges."""
    return [
        (relation.related_model, relation.field.name)
        for relation in Patient._meta.related_objects
        if relation.related_model not in (Word, Merge, Patient)
        and isinstance(relation.related_model, type)
    ]


def _reference(label: str) -> tuple[type[models.Model], str]:
    return next(
        (model, field) for model, field in _references() if f"{model._meta.label}.{field}" == label
    )


def _move(retired: Patient, kept: Patient) -> dict[str, list[Any]]:
    moved = {}
    for model, field in _references():
        rows = model._default_manager.filter(**{field: retired})
        if keys := list(rows.values_list("pk", flat=True)):
            rows.update(**{field: kept})
            moved[f"{model._meta.label}.{field}"] = [
                key if isinstance(key, int) else str(key) for key in keys
            ]
    return moved


def _fill(kept: Patient, retired: Patient) -> dict[str, Any]:
    """Fill what is empty; returns each field's new value, JSON-safe."""
    filled = {}
    for name in FILLED:
        value = getattr(retired, name)
        if value and not getattr(kept, name):
            setattr(kept, name, value)
            filled[name] = str(value)
    if kept.user_id is None and retired.user_id is not None:
        kept.user_id = retired.user_id
        filled["user_id"] = str(retired.user_id)
    if filled:
        kept.revision += 1
        kept.save(update_fields=[*_fields(filled), "revision"])
    return filled


def _take_back(kept: Patient, filled: dict[str, str]) -> None:
    """Empty what the merge filled, unless it was changed since."""
    emptied = [name for name, value in filled.items() if str(getattr(kept, name)) == value]
    for name in emptied:
        setattr(kept, name, None if name in {"born", "user_id"} else "")
    if emptied:
        kept.revision += 1
        kept.save(update_fields=[*_fields(emptied), "revision"])


def _fields(names: Any) -> list[str]:
    return ["user" if name == "user_id" else name for name in names]
