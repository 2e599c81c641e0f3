"""What is asked when a visit is booked and when a course ends."""

from datetime import datetime
from typing import Any

from django import forms

from yintang.clinic.accounts.models import User
from yintang.clinic.care.wall_clock import NoSuchTime, instant
from yintang.clinic.clinics.access import RIGHTS
from yintang.clinic.clinics.models import Clinic


class BookingForm(forms.Form):
    """A visit on the clinic's wall clock; `starts_at` is the instant."""

    day = forms.DateField(
        label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label="Time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label="Minutes", min_value=10, max_value=240, initial=60)
    practitioner = forms.ModelChoiceField(label="With", queryset=User.objects.none())
    room = forms.CharField(label="Room", required=False, max_length=60)

    def __init__(self, clinic: Clinic, *args: Any, **kwargs: Any) -> None:
        """Offers those who treat in this clinic."""
        super().__init__(*args, **kwargs)
        self.clinic = clinic
        treat = User.objects.filter(
            memberships__clinic=clinic,
            memberships__active=True,
            memberships__role__in=RIGHTS["write notes"],
        )
        self.fields["practitioner"].queryset = treat.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Turn day and time into an instant, where that time exists."""
        told: dict[str, Any] = super().clean() or {}
        if "day" in told and "time" in told:
            try:
                told["starts_at"] = instant(told["day"], told["time"], self.clinic.zone)
            except NoSuchTime as error:
                self.add_error("time", str(error))
        return told


class CourseEndForm(forms.Form):
    """Why a course ends, or that maintenance follows."""

    then = forms.ChoiceField(choices=[("end", "End"), ("maintenance", "Maintenance")])
    because = forms.CharField(required=False, max_length=200)


def proposed(at: datetime | None, clinic: Clinic) -> dict[str, Any]:
    """The form's day and time for an instant."""
    if at is None:
        return {}
    local = at.astimezone(clinic.zone)
    return {"day": local.date(), "time": local.time().replace(second=0, microsecond=0)}
