"""What is asked about a place in the week: when, with whom, where and for what."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment, Room, Service
from yintang.clinic.booking.models.offer import treating
from yintang.clinic.booking.slots import NoSuchTime, Slot, conflicts, slot_at
from yintang.clinic.clinics.models import Clinic


class WhenForm(forms.Form):
    """A wall time with a practitioner and, if one is named, in a room."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day."},
    )
    at = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M"),
        error_messages={"required": "Choose a time.", "invalid": "Choose a time."},
    )
    fold = forms.ChoiceField(
        choices=[("0", "first"), ("1", "again")], required=False, widget=forms.HiddenInput
    )
    practitioner = forms.ModelChoiceField(
        label="With",
        queryset=User.objects.none(),
        error_messages={"required": "Choose who treats.", "invalid_choice": "Choose who treats."},
    )
    room = forms.ModelChoiceField(
        label="Room",
        queryset=Room.objects.none(),
        required=False,
        empty_label="Whichever is free",
        error_messages={"invalid_choice": "Choose a room that is in use."},
    )
    overbook = forms.CharField(label="Reason", required=False, max_length=200)

    def __init__(self, clinic: Clinic, data: Mapping[str, Any] | None, **kwargs: Any) -> None:
        """Offers those who treat and the rooms in use."""
        super().__init__(data, **kwargs)
        self.clinic = clinic
        self._offer("practitioner", treating(clinic))
        self._offer("room", Room.objects.filter(clinic=clinic, active=True).order_by("name"))

    def _offer(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset

    def clean_at(self) -> time:
        """To five minutes, which is what a diary keeps."""
        at: time = self.cleaned_data["at"]
        if at.minute % 5:
            raise forms.ValidationError("Times lie on multiples of five minutes.")
        return at.replace(second=0, microsecond=0)

    def clean_fold(self) -> int:
        """1 for the second pass of an hour that comes twice."""
        return int(self.cleaned_data["fold"] or 0)

    def clean_day(self) -> date:
        """Within the years that a diary may show."""
        day: date = self.cleaned_data["day"]
        if not 1900 < day.year < 2200:
            raise forms.ValidationError("Choose a day.")
        return day

    def _slot(self, service: Service, room: Room | None) -> Slot | None:
        """The time as a slot; an error on the form where the clock skips it."""
        told = self.cleaned_data
        if not {"day", "at", "practitioner"} <= told.keys():
            return None
        if told["practitioner"] not in service.performers():
            self.add_error("practitioner", f"{told['practitioner']} does not do this service.")
            return None
        try:
            return slot_at(
                service,
                told["practitioner"],
                told["day"],
                told["at"],
                room=room,
                fold=told.get("fold") or 0,
            )
        except NoSuchTime as error:
            self.add_error("at", str(error))
            return None


class PlaceForm(WhenForm):
    """A time for somebody who is still to be named; `slot` is what would be booked."""

    service = forms.ModelChoiceField(
        label="For",
        queryset=Service.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose a service.", "invalid_choice": "Choose a service."},
    )
    field_order = ("service", "practitioner", "day", "at", "room")

    def __init__(
        self, clinic: Clinic, offered: Sequence[Service], data: Mapping[str, Any] | None
    ) -> None:
        """Offers these services."""
        super().__init__(clinic, data)
        keys = [one.pk for one in offered]
        self._offer("service", Service.objects.filter(pk__in=keys).order_by("name"))

    def clean(self) -> dict[str, Any]:
        """`slot`: the time with all that it takes."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if "service" in told:
            told["slot"] = self._slot(told["service"], told.get("room"))
        return told


class MoveForm(WhenForm):
    """Another time for an appointment, as it stood when it was picked up."""

    sequence = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, appointment: Appointment, data: Mapping[str, Any] | None = None) -> None:
        """Filled with the time that it has."""
        initial = {
            "day": appointment.day, "at": appointment.at, "fold": appointment.fold,
            "practitioner": appointment.practitioner_id, "room": appointment.room_id,
            "sequence": appointment.sequence,
        }  # fmt: skip
        super().__init__(appointment.clinic, data, initial=initial)
        self.appointment = appointment

    def clean(self) -> dict[str, Any]:
        """`slot` and `met`: where it would go, and whom it would overlap there.

        Where no room is named it keeps its own, if that is free, and takes another otherwise.
        """
        told: dict[str, Any] = super().clean() or self.cleaned_data
        kept = told.get("room") or self.appointment.room
        slot = self._slot(self.appointment.service, kept)
        if slot is None:
            return told
        met = conflicts(slot, besides=self.appointment)
        if met and told.get("room") is None:
            elsewhere = self._slot(self.appointment.service, None)
            if elsewhere is not None:
                fewer = conflicts(elsewhere, besides=self.appointment)
                if len(fewer) < len(met):
                    slot, met = elsewhere, fewer
        return told | {"slot": slot, "met": met}


class CallOffForm(forms.Form):
    """Who called it off, and why."""

    by = forms.ChoiceField(
        label="Who called it off", choices=Appointment.By.choices, initial=Appointment.By.PATIENT,
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label="Reason", required=False, max_length=200)
