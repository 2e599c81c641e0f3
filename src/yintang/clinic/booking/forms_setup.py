"""What is asked when a clinic sets up its diary."""

from collections.abc import Collection, Iterable
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django import forms

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import (
    CELL_MINUTES,
    Absence,
    Equipment,
    Hours,
    Room,
    Rules,
    Service,
)
from yintang.clinic.booking.phases import MOST
from yintang.clinic.booking.public_holidays import Holiday
from yintang.clinic.booking.setting_up import DAYS, Stretch
from yintang.clinic.clinics.models import Clinic, Membership

if TYPE_CHECKING:
    ServiceModelForm = forms.ModelForm[Service]
    RoomModelForm = forms.ModelForm[Room]
    EquipmentModelForm = forms.ModelForm[Equipment]
    RulesModelForm = forms.ModelForm[Rules]
    AbsenceModelForm = forms.ModelForm[Absence]
    BasePhaseRows = forms.BaseFormSet["PhaseForm"]
else:
    BasePhaseRows = forms.BaseFormSet
    ServiceModelForm = RoomModelForm = EquipmentModelForm = forms.ModelForm
    RulesModelForm = AbsenceModelForm = forms.ModelForm

LONGEST = 240
STRETCHES = 2
"""Stretches of a day that can be typed: one before and one after a break."""


class ServiceForm(ServiceModelForm):
    """What a service is called, where it is done and by whom; its phases are asked apart."""

    class Meta:
        model = Service
        fields = (
            "name",
            "kind",
            "price",
            "rooms",
            "equipment",
            "practitioners",
            "online",
            "active",
        )
        labels = {
            "name": "Name",
            "kind": "Part of the way",
            "rooms": "Rooms in which it is done",
            "equipment": "Needs one of",
            "practitioners": "Who does it",
            "online": "Patients may book it by themselves",
            "active": "Offered",
        }
        help_texts = {
            "rooms": "None ticked: in any room.",
            "equipment": "None ticked: nothing is needed.",
            "practitioners": "Nobody ticked: everybody who treats here.",
            "active": "What is no longer offered keeps its visits.",
        }
        widgets = {
            "rooms": forms.CheckboxSelectMultiple,
            "equipment": forms.CheckboxSelectMultiple,
            "practitioners": forms.CheckboxSelectMultiple,
        }

    def __init__(self, clinic: Clinic, people: Iterable[Membership], *args: Any, **kw: Any) -> None:
        """Offers the rooms, the equipment and the people of this clinic."""
        super().__init__(*args, **kw)
        self.instance.clinic = clinic
        treat = User.objects.filter(pk__in=[one.user_id for one in people]).order_by("name")
        rooms = Room.objects.filter(clinic=clinic, active=True).order_by("name")
        pieces = Equipment.objects.filter(clinic=clinic, active=True).order_by("name")
        choices = {"rooms": rooms, "equipment": pieces, "practitioners": treat}
        for name, queryset in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = queryset

    def clean_name(self) -> str:
        """Not that of another service."""
        return unlike_others(self.instance, self.cleaned_data["name"], "service")


class PhaseForm(forms.Form):
    """One phase. A row without minutes is left out."""

    minutes = forms.IntegerField(
        label="Minutes",
        min_value=CELL_MINUTES,
        max_value=LONGEST,
        required=False,
        step_size=CELL_MINUTES,
        widget=forms.NumberInput(attrs={"step": CELL_MINUTES, "inputmode": "numeric"}),
        error_messages={"step_size": f"Phases are multiples of {CELL_MINUTES} minutes."},
    )
    who = forms.ChoiceField(
        label="Who is needed",
        choices=[("present", "Practitioner present"), ("resting", "Resting, room only")],
    )


class PhaseRows(BasePhaseRows):
    """The phases of a service, of which there is at least one."""

    def clean(self) -> None:
        """Something must be done in a service."""
        if not any(self.errors) and not any(row.cleaned_data.get("minutes") for row in self.forms):
            raise forms.ValidationError("A service has at least one phase with minutes.")


PhaseFormSet = forms.formset_factory(
    PhaseForm, formset=PhaseRows, extra=0, max_num=MOST, validate_max=True
)


class NamedForm(forms.Form):
    """The name of something new."""

    name = forms.CharField(max_length=60, error_messages={"required": "Write a name."})


class RoomForm(RoomModelForm):
    """A room's name, and whether it is still used."""

    class Meta:
        model = Room
        fields = ("name", "active")
        labels = {"active": "In use"}

    def clean_name(self) -> str:
        """Not that of another room."""
        return unlike_others(self.instance, self.cleaned_data["name"], "room")


class EquipmentForm(EquipmentModelForm):
    """A piece's name, and whether it is still used."""

    class Meta:
        model = Equipment
        fields = ("name", "active")
        labels = {"active": "In use"}

    def clean_name(self) -> str:
        """Not that of another piece."""
        return unlike_others(self.instance, self.cleaned_data["name"], "piece of equipment")


def unlike_others(row: Service | Room | Equipment, name: str, what: str) -> str:
    """The name, where no other of the clinic bears it.

    Raises
    ------
    django.core.exceptions.ValidationError
        If another does.
    """
    others = type(row)._default_manager.filter(clinic=row.clinic, name__iexact=name)
    if others.exclude(pk=row.pk).exists():
        raise forms.ValidationError(f"There is a {what} of this name. Give it another.")
    return name


class RulesForm(RulesModelForm):
    """How the clinic lets itself be booked."""

    step_minutes = forms.TypedChoiceField(
        label="Visits begin",
        coerce=int,
        choices=[
            (5, "every five minutes"), (10, "every ten minutes"), (15, "at each quarter"),
            (20, "every twenty minutes"), (30, "at each half hour"), (60, "on the hour"),
        ],
    )  # fmt: skip
    currency = forms.ChoiceField(
        label="Prices are in",
        choices=[
            ("GBP", "pounds sterling"), ("EUR", "euros"), ("USD", "US dollars"),
            ("AUD", "Australian dollars"),
        ],
    )  # fmt: skip

    class Meta:
        model = Rules
        fields = (
            "online", "step_minutes", "lead_minutes", "furthest_days", "hold_minutes",
            "notice_hours", "late_words", "currency",
        )  # fmt: skip
        labels = {
            "online": "Anybody may book a consultation from the clinic's public page",
            "lead_minutes": "At least so many minutes ahead",
            "furthest_days": "At most so many days ahead",
            "hold_minutes": "Minutes a time is kept while the questions are answered",
            "notice_hours": "Hours of notice for a cancellation",
            "late_words": "What a late cancellation or a missed visit costs",
        }
        help_texts = {
            "lead_minutes": "Holds for what patients book by themselves; the desk may book sooner.",
            "notice_hours": "What is cancelled later counts as cancelled late.",
            "late_words": "In your own words; shown before a patient cancels.",
        }
        widgets = {"late_words": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Within what makes sense."""
        super().__init__(*args, **kwargs)
        limits = {
            "lead_minutes": (0, 20_160), "furthest_days": (1, 730), "hold_minutes": (2, 60),
            "notice_hours": (0, 336),
        }  # fmt: skip
        for name, (least, most) in limits.items():
            old = self.fields[name]
            self.fields[name] = forms.IntegerField(
                label=old.label, help_text=old.help_text, min_value=least, max_value=most
            )


class WeekForm(forms.Form):
    """The hours of a week, two stretches a day, and the day from which they hold."""

    first = forms.DateField(
        label="These hours hold from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose the day from which they hold."},
    )

    def __init__(self, today: date, rows: Iterable[Hours], data: Any = None) -> None:
        """Filled with the hours that hold now."""
        super().__init__(data, initial={"first": today, **_typed(rows)})
        self.today = today
        for day in range(7):
            for n in range(STRETCHES):
                for end in ("opens", "closes"):
                    self.fields[f"{end}{day}{n}"] = forms.TimeField(
                        label=f"{DAYS[day]}, {'from' if end == 'opens' else 'until'}",
                        required=False,
                        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    )

    def days(self) -> list[tuple[str, list[list[forms.BoundField]], list[str]]]:
        """Name, pairs of fields and what is wrong, for each day of the week."""
        return [
            (
                DAYS[day],
                [[self[f"opens{day}{n}"], self[f"closes{day}{n}"]] for n in range(STRETCHES)],
                [str(said) for said in self[f"opens{day}0"].errors],
            )
            for day in range(7)
        ]

    def clean_first(self) -> date:
        """Not in the past: what was is told by the visits."""
        first: date = self.cleaned_data["first"]
        if first < self.today:
            raise forms.ValidationError("Choose today or a later day.")
        return first

    def clean(self) -> dict[str, Any]:
        """`week`: the stretches."""
        told: dict[str, Any] = super().clean() or {}
        told["week"] = [one for day in range(7) for one in self._day(day, told)]
        return told

    def _day(self, day: int, told: dict[str, Any]) -> list[Stretch]:
        found: list[Stretch] = []
        for n in range(STRETCHES):
            opens, closes = told.get(f"opens{day}{n}"), told.get(f"closes{day}{n}")
            if opens is None and closes is None:
                continue
            if opens is None or closes is None:
                self.add_error(f"opens{day}0", "Give both times, or neither.")
                continue
            one = Stretch(day, opens, closes)
            first, last = one.minutes()
            if first >= last:
                self.add_error(f"opens{day}0", "The end must lie after the beginning.")
            elif any(t.minute % CELL_MINUTES for t in (opens, closes)):
                self.add_error(f"opens{day}0", "Times lie on multiples of five minutes.")
            elif found and found[-1].minutes()[1] > first:
                self.add_error(f"opens{day}0", "The second part begins before the first ends.")
            else:
                found.append(one)
        return found


def _typed(rows: Iterable[Hours]) -> dict[str, time]:
    initial: dict[str, time] = {}
    counts = [0] * 7
    for row in rows:
        n = counts[row.weekday]
        counts[row.weekday] += 1
        if n < STRETCHES:
            initial[f"opens{row.weekday}{n}"] = row.opens
            initial[f"closes{row.weekday}{n}"] = row.closes
    return initial


class AbsenceForm(AbsenceModelForm):
    """Who or what is away, and when."""

    whose = forms.ChoiceField(label="Who or what")

    class Meta:
        model = Absence
        fields = ("first_day", "last_day", "from_time", "until_time", "reason")
        labels = {
            "first_day": "First day",
            "last_day": "Last day",
            "from_time": "From",
            "until_time": "Until",
            "reason": "Reason",
        }
        help_texts = {
            "from_time": "Of each of the days; leave both empty for whole days.",
            "reason": "For staff only.",
        }
        widgets = {
            "first_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "from_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "until_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(
        self, clinic: Clinic, people: Iterable[Membership], rooms: Iterable[Room], *args: Any
    ) -> None:
        """Offers those whom the requester may mark as away; rooms to who runs the clinic."""
        super().__init__(*args)
        self.instance.clinic = clinic
        self.people = {f"person-{one.user_id}": one.user for one in people}
        self.rooms = {f"room-{one.pk}": one for one in rooms}
        self.fields["last_day"].required = False
        self.order_fields(["whose", "first_day", "last_day", "from_time", "until_time", "reason"])

    def offer(self, *, everything: bool) -> "AbsenceForm":
        """With the clinic as a whole and its rooms where the requester runs it."""
        choices = [(key, str(user)) for key, user in self.people.items()]
        if everything:
            rooms = [(key, room.name) for key, room in self.rooms.items()]
            choices = [("clinic", "The whole clinic"), *choices, *rooms]
        field = self.fields["whose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        return self

    def clean(self) -> dict[str, Any]:
        """One day where no last one is given; both times or neither."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        first = told.get("first_day")
        told["last_day"] = told.get("last_day") or first
        if first and told["last_day"] < first:
            self.add_error("last_day", "The last day lies before the first.")
        from_time, until_time = told.get("from_time"), told.get("until_time")
        if (from_time is None) != (until_time is None):
            self.add_error("until_time", "Give both times, or neither.")
        elif from_time is not None and until_time and until_time <= from_time:
            self.add_error("until_time", "The end must lie after the beginning.")
        whose = told.get("whose", "")
        self.instance.practitioner = self.people.get(whose)
        self.instance.room = self.rooms.get(whose)
        return told


class ClosedDaysForm(forms.Form):
    """Which of a year's public holidays the clinic keeps."""

    days = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, offered: Iterable[Holiday], *args: Any, **kwargs: Any) -> None:
        """With the holidays to choose from."""
        super().__init__(*args, **kwargs)
        self.offered = {one.day.isoformat(): one for one in offered}
        field = self.fields["days"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, one.name) for key, one in self.offered.items()]

    def absences(self, clinic: Clinic, kept: Collection[date]) -> list[Absence]:
        """An absence of the whole clinic for each day newly ticked."""
        ticked = [self.offered[key] for key in self.cleaned_data["days"]]
        return [
            Absence(clinic=clinic, first_day=one.day, last_day=one.day, reason=one.name[:120])
            for one in ticked
            if one.day not in kept
        ]

    def unticked(self, kept: Collection[date]) -> list[date]:
        """Days that were kept and are no longer ticked."""
        ticked = set(self.cleaned_data["days"])
        return [
            one.day for key, one in self.offered.items() if one.day in kept and key not in ticked
        ]
