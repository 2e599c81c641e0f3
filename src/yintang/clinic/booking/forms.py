"""What is asked where staff book a visit: which one, with whom, and when."""

from typing import Any

from django import forms

from yintang.clinic.booking.models import Room, Service
from yintang.clinic.booking.models.offer import treating
from yintang.clinic.booking.slots import NoSuchTime, Slot, slot_at
from yintang.clinic.clinics.models import Clinic

DAY = {"type": "date"}


class WhichForm(forms.Form):
    """The service, with whom, and from which day on: what free times are looked for."""

    service = forms.ModelChoiceField(
        label="Visit",
        queryset=Service.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose what is booked."},
    )
    practitioner = forms.ModelChoiceField(
        label="With", queryset=Service.objects.none(), empty_label="Anybody", required=False
    )
    first = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )

    def __init__(self, clinic: Clinic, services: list[Service], *args: Any, **kwargs: Any) -> None:
        """Offers these services, and those who treat in the clinic."""
        super().__init__(*args, **kwargs)
        offered = Service.objects.filter(pk__in=[service.pk for service in services])
        self.fields["service"].queryset = offered.select_related("clinic").order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["practitioner"].queryset = treating(clinic)  # type: ignore[attr-defined]  # a ModelChoiceField


class TimeForm(forms.Form):
    """Any time of the clinic's clock, with the reason where it lies over another."""

    practitioner = forms.ModelChoiceField(
        label="With",
        queryset=Service.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose who treats."},
    )
    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day."},
    )
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Choose a time."},
    )
    room = forms.ModelChoiceField(
        label="Room", queryset=Room.objects.none(), empty_label="The first free", required=False
    )
    second = forms.BooleanField(label="After the clock has gone back", required=False)
    overbook = forms.CharField(
        label="Why it is booked over another",
        widget=forms.TextInput(attrs={"autofocus": True}),
        help_text="Kept with the visit and in the log. No clinical words.",
        max_length=200,
        required=False,
    )

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        """Offers those who do this service, and where it can be done."""
        super().__init__(*args, **kwargs)
        self.service = service
        self.fields["practitioner"].queryset = service.performing()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["room"].queryset = service.rooms_open()  # type: ignore[attr-defined]  # a ModelChoiceField
        if not service.needs_room():
            del self.fields["room"]

    def clean(self) -> dict[str, Any]:
        """Find the slot, where that time exists."""
        told: dict[str, Any] = super().clean() or {}
        if {"practitioner", "day", "time"} <= told.keys():
            try:
                told["slot"] = self._slot(told)
            except NoSuchTime as error:
                self.add_error("time", str(error))
        return told

    def _slot(self, told: dict[str, Any]) -> Slot:
        return slot_at(
            self.service,
            told["practitioner"],
            told["day"],
            told["time"],
            room=told.get("room"),
            fold=int(told.get("second", False)),
        )
