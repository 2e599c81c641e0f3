"""What may move a measurement on the day of the photographs, and how both find the change.

None of it is taken out of the measurements: it is written down, so that whoever reads a change sees
what else was different. The time of day needs no question; the photographs tell it.
"""

from typing import Any

from django import forms

from yintang.clinic.care.models import Visit
from yintang.clinic.progress.answers import GAIS, MAKE_UP, SUN, WORDS
from yintang.clinic.progress.models import Circumstances


class CircumstancesForm(forms.Form):
    """Every question may be left open."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    sun = forms.ChoiceField(label=WORDS["sun"], choices=SUN, required=False)
    make_up = forms.ChoiceField(label=WORDS["make_up"], choices=MAKE_UP, required=False)
    products = forms.CharField(label=WORDS["products"], max_length=300, required=False)
    treatments = forms.CharField(label=WORDS["treatments"], max_length=300, required=False)
    cycle_day = forms.IntegerField(
        label=WORDS["cycle_day"],
        min_value=1,
        max_value=99,
        required=False,
        error_messages={"max_value": "Count from the first day of bleeding, 1 to 99."},
    )
    weight_kg = forms.DecimalField(
        label=f"{WORDS['weight_kg']} in kg",
        min_value=20,
        max_value=400,
        max_digits=4,
        decimal_places=1,
        required=False,
    )
    gais_practitioner = forms.TypedChoiceField(
        label=WORDS["gais_practitioner"], choices=GAIS, coerce=int, required=False, empty_value=None
    )
    gais_patient = forms.TypedChoiceField(
        label=WORDS["gais_patient"], choices=GAIS, coerce=int, required=False, empty_value=None
    )

    def answers(self) -> dict[str, Any]:
        """What was answered, JSON-safe."""
        told = {name: self.cleaned_data.get(name) for name in WORDS}
        if told["weight_kg"] is not None:
            told["weight_kg"] = float(told["weight_kg"])
        return {name: value for name, value in told.items() if value not in (None, "")}


def of(visit: Visit) -> dict[str, Any]:
    """What was answered at a visit; nothing where nobody asked."""
    found = Circumstances.objects.filter(visit=visit).first()
    return dict(found.answers) if found else {}
