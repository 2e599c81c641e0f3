"""From what somebody wishes to a list of free times, and from a choice to a time that is kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from yintang.clinic.booking.models import Appointment, Rules, Service
from yintang.clinic.booking.slots import NoSuchSlot, Slot, Wish, free_slots
from yintang.clinic.booking.taking import hold
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient

HELD_BY = "holding"
"""In the session: the secret that holds a time."""
DAYS = (("0", "Mon"), ("1", "Tue"), ("2", "Wed"), ("3", "Thu"), ("4", "Fri"), ("5", "Sat"),
        ("6", "Sun"))  # fmt: skip
HOURS = (
    ("", "Any hour"),
    ("morning", "Morning"),
    ("midday", "Midday"),
    ("evening", "Late afternoon"),
)
BETWEEN = {
    "morning": (None, time(12)),
    "midday": (time(11), time(15)),
    "evening": (time(15), None),
}
LOOKED_FOR = 120
"""Free times that are asked for at once."""
DAYS_SHOWN, SHOWN_OF_DAY = 4, 6


class WishForm(forms.Form):
    """When, and with whom."""

    days = forms.MultipleChoiceField(choices=DAYS, required=False)
    hours = forms.ChoiceField(choices=HOURS, required=False)
    practitioner = forms.ChoiceField(required=False)
    first = forms.DateField(required=False)

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        """With those who do the service."""
        super().__init__(*args, **kwargs)
        self.performers = {str(user.pk): user for user in service.performers()}
        named = [(key, str(user)) for key, user in self.performers.items()]
        field = self.fields["practitioner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Anybody"), *named]


@dataclass(frozen=True, slots=True)
class OfDay:
    """The free times of one day; `rest` is shown on demand."""

    on: date
    first: list[Slot]
    rest: list[Slot]
    with_whom: str
    """The one practitioner of all of them; "" where there are several."""


@dataclass(frozen=True, slots=True)
class Times:
    """The next free times by day, and the form by which to change the wish."""

    form: WishForm
    days: list[OfDay]
    more_after: date | None
    """The day from which to look further, where there may be more."""


def times_for(
    service: Service,
    data: Any,
    *,
    earliest: date | None = None,
    patient: Patient | None = None,
    besides: Sequence[Appointment] = (),
) -> Times:
    """The next free times that suit; a wish that cannot be read is no wish."""
    now = timezone.now()
    form = WishForm(service, data or {})
    form.is_valid()
    told = form.cleaned_data
    today = today_in(service.clinic, now)
    first = max(today, earliest or today, told.get("first") or today)
    from_time, until_time = BETWEEN.get(told.get("hours") or "", (None, None))
    wish = Wish(
        first,
        today + timedelta(days=Rules.of(service.clinic).furthest_days),
        frozenset(map(int, told.get("days") or range(7))),
        from_time,
        until_time,
    )
    slots = free_slots(
        service,
        now=now,
        wish=wish,
        practitioner=form.performers.get(told.get("practitioner") or ""),
        limit=LOOKED_FOR,
        for_patient=patient,
        besides=[one.pk for one in besides],
    )
    found = by_day(slots)
    cut_short = len(slots) == LOOKED_FOR and len(found) > 1
    days = (found[:-1] if cut_short else found)[:DAYS_SHOWN]
    more = days[-1].on + timedelta(days=1) if days and len(days) < len(found) else None
    return Times(form, days, more)


def by_day(slots: Sequence[Slot]) -> list[OfDay]:
    """The slots under their days."""
    return [_of_day(day, list(ones)) for day, ones in groupby(slots, lambda one: one.day)]


def _of_day(day: date, slots: list[Slot]) -> OfDay:
    """Spread over the day: every other time first where there are many."""
    apart = -(-len(slots) // SHOWN_OF_DAY)
    first, who = slots[::apart], {slot.practitioner for slot in slots}
    rest = [slot for slot in slots if slot not in first]
    return OfDay(day, first, rest, str(slots[0].practitioner) if len(who) == 1 else "")


def offered(clinic: Clinic, *, to_strangers: bool) -> list[Service]:
    """What can be booked online; strangers begin with a consultation where one is offered."""
    services = Service.objects.filter(clinic=clinic, online=True, active=True)
    ordered = sorted(services.select_related("clinic"), key=lambda one: (ORDER[one.kind], one.name))
    first = [one for one in ordered if one.kind == Service.Kind.CONSULTATION]
    return first if to_strangers and first else ordered


ORDER = {kind: n for n, kind in enumerate(Service.Kind.values)}


def wish_from(service: Service, now: datetime) -> Wish:
    """Any time from now on."""
    today = today_in(service.clinic, now)
    return Wish(today, today + timedelta(days=Rules.of(service.clinic).furthest_days))


def keep_time(
    request: HttpRequest,
    service: Service,
    key: str,
    *,
    not_before: date,
    patient: Patient | None = None,
) -> Appointment:
    """Hold the time that somebody chose, for this browser.

    Raises
    ------
    NoSuchSlot
        If it cannot be read or is not offered any more.
    Taken
        If somebody else was first.
    """
    slot = read_slot(key, service, not_before=not_before)
    secret = request.session.setdefault(HELD_BY, secrets.token_urlsafe(32))
    return hold(slot, held_by=secret, now=timezone.now(), patient=patient)


def read_slot(key: str, service: Service, *, not_before: date) -> Slot:
    """The time of a key, checked anew, and not before the first day that she can be offered.

    Raises
    ------
    NoSuchSlot
        If it is not to be had.
    """
    slot = Slot.read(key, service)
    if slot.day < not_before:
        raise NoSuchSlot(f"The earliest day for you is {not_before.day} {not_before:%B %Y}.")
    return slot


def kept_time(request: HttpRequest, clinic: Clinic, key: str) -> Appointment | None:
    """The time that this browser holds or held, by its key."""
    secret = request.session.get(HELD_BY)
    if not secret:
        return None
    try:
        found = Appointment.objects.filter(pk=key, clinic=clinic, held_by=secret)
    except (ValueError, forms.ValidationError):
        return None
    return found.select_related("clinic", "service__clinic", "practitioner", "room").first()


def minutes_left(held: Appointment, now: datetime) -> int:
    """Whole minutes until the hold runs out, rounded up."""
    if held.held_until is None:
        return 0
    return max(0, -int(-(held.held_until - now).total_seconds() // 60))
