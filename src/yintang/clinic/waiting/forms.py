"""What is asked of somebody who waits: for what, with whom, when, and at how short notice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Service
from yintang.clinic.booking.models.offer import treating
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.patients.models import Patient
from yintang.clinic.waiting.finding import standing
from yintang.clinic.waiting.models import DAYS, NOTICE, Wait, every_day

AT_MOST = 5
"""Places of one patient at a time."""
USUALLY, FURTHEST = timedelta(days=28), timedelta(days=366)
KEPT_FOR = ((2, "2 hours"), (4, "4 hours"), (24, "a day"), (48, "two days"))


class WaitForm(forms.Form):
    """A place on the waiting list."""

    service = forms.ModelChoiceField(
        label="For",
        queryset=Service.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose for what.", "invalid_choice": "Choose for what."},
    )
    practitioner = forms.ModelChoiceField(
        label="With", queryset=User.objects.none(), empty_label="Anybody", required=False
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Days that suit",
        choices=list(enumerate(DAYS)),
        coerce=int,
        error_messages={"required": "Choose a day of the week at least."},
    )
    from_time = forms.TimeField(
        label="Not before",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    until_time = forms.TimeField(
        label="Beginning before",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    first_day = forms.DateField(
        label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label="Until", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    notice_hours = forms.TypedChoiceField(
        label="How short notice may be", choices=NOTICE, coerce=int, initial=24
    )

    def __init__(
        self,
        patient: Patient,
        services: Sequence[Service],
        now: datetime,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """For these services, with four weeks filled in."""
        self.patient, self.now = patient, now
        self.today = today_in(patient.clinic, now)
        initial = {
            "weekdays": every_day(), "first_day": self.today, "last_day": self.today + USUALLY,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        keys = [service.pk for service in services]
        self._offer("service", Service.objects.filter(pk__in=keys).order_by("name"))
        self._offer("practitioner", treating(patient.clinic))

    def _offer(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset

    @property
    def days_ticked(self) -> set[str]:
        """The days as the page ticks them."""
        return {str(value) for value in self["weekdays"].value() or ()}

    def clean_last_day(self) -> date:
        """Not in the past, and within a year."""
        last: date = self.cleaned_data["last_day"]
        if not self.today <= last <= self.today + FURTHEST:
            raise forms.ValidationError("Choose a day from today on, within a year.")
        return last

    def clean(self) -> dict[str, Any]:
        """Ends lie after beginnings; whoever is named does the service; not too many places."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = told.get("first_day"), told.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "This lies before the first day.")
        begins, ends = told.get("from_time"), told.get("until_time")
        if begins and ends and ends <= begins:
            self.add_error("until_time", "This lies before the other time.")
        service, who = told.get("service"), told.get("practitioner")
        if service and who and who not in service.performers():
            self.add_error("practitioner", f"{who} does not do this.")
        held = standing(self.patient.clinic, self.today).filter(patient=self.patient)
        if held.count() >= AT_MOST:
            raise forms.ValidationError(f"There are {AT_MOST} places already. Take one off first.")
        return told

    def keep(self, by: User | None) -> Wait:
        """Put her on the list, behind all who wait."""
        return Wait.objects.create(
            patient=self.patient, since=self.now, made_by=by, **self.cleaned_data
        )


class HandForm(forms.Form):
    """An offer by hand: which time, and for how long it is kept."""

    slot = forms.CharField(error_messages={"required": "Choose a time."})
    hours = forms.TypedChoiceField(label="Keep it for", choices=KEPT_FOR, coerce=int, initial=2)
