"""What is asked where a whole course is booked."""

from datetime import date
from typing import Any

from django import forms

from yintang.clinic.booking.course_times import Between
from yintang.clinic.booking.models import Service
from yintang.clinic.booking.models.offer import treating
from yintang.clinic.clinics.models import Clinic
from yintang.planning.arranging import UPKEEP_TOLERANCE_DAYS, CourseWish
from yintang.planning.consultation import Holiday

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
WEEKDAYS = [
    (0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"),
    (5, "Saturday"), (6, "Sunday"),
]  # fmt: skip
MOST_VISITS, MOST_UPKEEP = 16, 6
RARELY = ("weekdays", "from_time", "until_time", "latest", "upkeep", "upkeep_weeks")
"""Fields that stand folded away until one of them is used."""


class CourseForm(forms.Form):
    """How many visits, how often, at which hour and with whom; then maintenance."""

    visits = forms.IntegerField(label="Visits", min_value=1, max_value=MOST_VISITS)
    interval = forms.TypedChoiceField(
        label="How often",
        choices=[(7, "Weekly"), (14, "Fortnightly"), (21, "Every three weeks")],
        coerce=int,
    )
    first = forms.DateField(label="First visit about", widget=DAY)
    latest = forms.DateField(
        label="Last visit not after",
        widget=DAY,
        required=False,
        help_text="An event, for instance. Leave it empty if there is none.",
    )
    service = forms.ModelChoiceField(
        label="Visit", queryset=Service.objects.none(), empty_label=None
    )
    practitioner = forms.ModelChoiceField(
        label="With",
        queryset=Service.objects.none(),
        required=False,
        empty_label="Whoever fits best",
    )
    at = forms.TimeField(
        label="At",
        widget=TIME,
        required=False,
        help_text="Leave it empty for the hour that fits best.",
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Days that suit",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked means any day.",
    )
    from_time = forms.TimeField(label="Not before", widget=TIME, required=False)
    until_time = forms.TimeField(label="Beginning before", widget=TIME, required=False)
    upkeep = forms.IntegerField(
        label="Maintenance visits after it", min_value=0, max_value=MOST_UPKEEP, initial=0
    )
    upkeep_weeks = forms.IntegerField(
        label="Weeks between these", min_value=4, max_value=12, initial=5
    )

    def __init__(self, clinic: Clinic, *args: Any, online: bool = False, **kwargs: Any) -> None:
        """Offers what this clinic does; `online` leaves what a patient may book by herself."""
        super().__init__(*args, **kwargs)
        offered = [one.pk for one in Service.offered(clinic) if one.online or not online]
        services = Service.objects.filter(pk__in=offered).select_related("clinic")
        services = services.exclude(kind=Service.Kind.CONSULTATION)
        self.fields["service"].queryset = services.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["practitioner"].queryset = treating(clinic)  # type: ignore[attr-defined]  # a ModelChoiceField

    def wish(self, *, earliest: date, away: tuple[Holiday, ...]) -> CourseWish:
        """The course that is asked for, around what her record says."""
        told = self.cleaned_data
        who = told["practitioner"]
        return CourseWish(
            told["visits"],
            told["interval"],
            max(told["first"], earliest),
            at=told["at"],
            practitioner=str(who.pk) if who else None,
            earliest=earliest,
            latest=told["latest"],
            away=away,
        )

    def upkeep_wish(self, last: date, wish: CourseWish) -> CourseWish | None:
        """The maintenance that follows a course's last visit; None where none is asked for."""
        if not self.cleaned_data["upkeep"]:
            return None
        days = 7 * self.cleaned_data["upkeep_weeks"]
        return CourseWish(
            self.cleaned_data["upkeep"],
            days,
            date.fromordinal(last.toordinal() + days),
            at=wish.at,
            practitioner=wish.practitioner,
            away=wish.away,
            tolerance_days=UPKEEP_TOLERANCE_DAYS,
        )

    def can_come(self) -> Between:
        """On which days and at which hours."""
        told = self.cleaned_data
        days = frozenset(told["weekdays"]) or frozenset(range(7))
        return Between(days, told["from_time"], told["until_time"])
