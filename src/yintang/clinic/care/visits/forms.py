"""What is asked when a visit is booked, a course ends, and a needle is left in on purpose."""

from datetime import datetime
from typing import Any

from django import forms

from yintang.clinic.accounts.models import User
from yintang.clinic.care.visits.wall_clock import NoSuchTime, instant
from yintang.clinic.clinics.access import RIGHTS
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.signature import SHORTEST, Stroke, ink, read_signature


class BookingForm(forms.Form):
    """A visit on the clinic's wall clock; `starts_at` is the instant."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day."},
    )
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Choose a time."},
    )
    minutes = forms.IntegerField(label="Minutes", min_value=10, max_value=240, initial=60)
    practitioner = forms.ModelChoiceField(
        label="With",
        queryset=User.objects.none(),
        error_messages={"required": "Choose who treats."},
    )
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


class NeedleConsentForm(forms.Form):
    """Her consent to one needle that stays in, with her signature drawn or typed."""

    id = forms.UUIDField()
    needle = forms.CharField(max_length=200)
    called = forms.CharField(max_length=120)
    agreed = forms.CharField(
        max_length=1000, error_messages={"required": "Write what was agreed to."}
    )
    until = forms.CharField(
        max_length=1000, error_messages={"required": "Write when it comes out, and who does it."}
    )
    signed_name = forms.CharField(
        max_length=200, error_messages={"required": "Write the name of whoever signs."}
    )
    signature = forms.CharField(max_length=400_000, required=False)
    typed = forms.BooleanField(required=False)

    def clean_signature(self) -> list[Stroke]:
        """The strokes."""
        try:
            return read_signature(self.cleaned_data["signature"])
        except ValueError:
            raise forms.ValidationError("The signature could not be read. Sign again.") from None

    def clean(self) -> dict[str, Any]:
        """Ink, or the tick that stands for it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        typed = given.pop("typed", False)
        if not typed and "signature" in given and ink(given["signature"]) < SHORTEST:
            self.add_error(
                "signature", "Sign in the field, or tick that the typed name is the signature."
            )
        return given


def proposed(at: datetime | None, clinic: Clinic) -> dict[str, Any]:
    """The form's day and time for an instant."""
    if at is None:
        return {}
    local = at.astimezone(clinic.zone)
    return {"day": local.date(), "time": local.time().replace(second=0, microsecond=0)}
