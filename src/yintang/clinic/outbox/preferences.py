"""What she chose to get: reading it, and the form in which she or the desk changes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.locking import locked
from yintang.clinic.outbox.models import Preferences
from yintang.clinic.patients.models import Letter, Patient

if TYPE_CHECKING:
    PreferencesModelForm = forms.ModelForm[Preferences]
else:
    PreferencesModelForm = forms.ModelForm

DAYS_BEFORE = (
    (1, "one day before"),
    (2, "two days before"),
    (3, "three days before"),
    (7, "a week before"),
)
CHOSEN = (
    "confirmations", "reminders", "reminder_days", "offers", "whole_letters", "quiet_from",
    "quiet_until", "zone",
)  # fmt: skip


def preferences_of(patient: Patient) -> Preferences:
    """Her newest choice, or the defaults (not saved) where she made none."""
    return preferences_of_all([patient])[patient.pk]


def preferences_of_all(patients: Iterable[Patient]) -> dict[UUID, Preferences]:
    """The same for many, by the patient's key, in one query."""
    whose = {patient.pk: patient for patient in patients}
    found = {pk: Preferences(patient=patient, at=timezone.now()) for pk, patient in whose.items()}
    for row in Preferences.objects.filter(patient__in=list(whose)).order_by("at"):
        row.patient = whose[row.patient_id]
        found[row.patient_id] = row
    return found


class PreferencesForm(PreferencesModelForm):
    """What she wants by e-mail, and when; shared by her own page and the desk."""

    reminder_days = forms.TypedChoiceField(label="When to remind", choices=DAYS_BEFORE, coerce=int)
    zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        help_text="Only where the clock is another than the clinic’s.",
    )

    class Meta:
        model = Preferences
        fields = CHOSEN
        labels = {
            "confirmations": "When an appointment is made, moved or cancelled",
            "reminders": "A reminder before each appointment",
            "offers": "Offers of times that become free",
            "whole_letters": "Letters about the treatment in full",
            "quiet_from": "Quiet from",
            "quiet_until": "Quiet until",
        }
        help_texts = {
            "offers": "Only while waiting for a time.",
            "whole_letters": "An e-mail can be read by others on its way. Without this it only "
            "says that a letter is there.",
            "quiet_until": "Nothing is sent between the two.",
        }
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, patient: Patient, data: object = None) -> None:
        """What stands now is filled in."""
        self.patient = patient
        super().__init__(data, instance=preferences_of(patient))  # type: ignore[arg-type] # the caller hands on request.POST
        zones = sorted(name for name in available_timezones() if "/" in name)
        here = patient.clinic.time_zone
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [("", f"The clinic's ({here})"), *((name, name) for name in zones)]

    def choose(self, *, by: User | None, now: datetime) -> Preferences:
        """A new row with what was chosen; letters that waited for the choice are looked at anew."""
        chosen = Preferences(
            patient=self.patient, by=by, at=now,
            **{name: self.cleaned_data[name] for name in CHOSEN},
        )  # fmt: skip
        with locked(self.patient):
            chosen.save(force_insert=True)
            Letter.objects.filter(
                patient=self.patient, state=Letter.State.DESK, printed_at=None
            ).update(state=Letter.State.WAITING, next_at=None)
        return chosen
