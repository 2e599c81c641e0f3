"""What is asked about a person at the desk."""

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone

from yintang.clinic.patients.models import Patient

if TYPE_CHECKING:
    PatientModelForm = forms.ModelForm[Patient]
else:
    PatientModelForm = forms.ModelForm

EARLIEST = date(1900, 1, 1)


class PatientForm(PatientModelForm):
    """Who she is and how to reach her; nothing clinical."""

    sex = forms.ChoiceField(
        choices=[("", "Not stated"), *Patient.Sex.choices],
        required=False,
        help_text="Some safety rules depend on it.",
    )

    class Meta:
        model = Patient
        fields = (
            "given_name", "family_name", "known_as", "born", "sex", "phone", "email", "address",
            "emergency_contact", "doctor", "desk_note",
        )  # fmt: skip
        widgets = {
            "born": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "address": forms.Textarea(attrs={"rows": 3}),
            "desk_note": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "given_name": "Given name",
            "family_name": "Family name",
            "known_as": "Known as",
            "born": "Born",
            "sex": "Sex",
            "phone": "Telephone",
            "email": "E-mail",
            "address": "Address",
            "emergency_contact": "In an emergency, call",
            "doctor": "Family doctor",
            "desk_note": "For the desk",
        }
        help_texts = {
            "known_as": "If another name is used.",
            "emergency_contact": "Name and number.",
            "desk_note": "Such as “prefers mornings”. Nothing about health belongs here.",
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Nothing is filled in by the browser: the next patient is somebody else."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean_born(self) -> date | None:
        """A day between 1900 and today."""
        born: date | None = self.cleaned_data["born"]
        if born is not None and not EARLIEST <= born <= timezone.localdate():
            raise forms.ValidationError("The birth date must lie between 1900 and today.")
        return born


class NewPatientForm(PatientForm):
    """Carries the key of the record to be, so that sending it twice makes one."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ChangedPatientForm(PatientForm):
    """Carries the revision that was opened."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def differences(self, stands: Patient) -> list[tuple[str, object, object]]:
        """Label, what stands there now and what was typed, for every field that differs."""
        return [
            (str(self.fields[name].label), getattr(stands, name), self.cleaned_data[name])
            for name in PatientForm.Meta.fields
            if getattr(stands, name) != self.cleaned_data[name]
        ]

    def again(self, revision: int) -> "ChangedPatientForm":
        """The same values, to be saved over a newer revision."""
        form = ChangedPatientForm(
            {**{name: self.data[name] for name in self.data}, "revision": revision}
        )
        form.is_valid()
        return form
