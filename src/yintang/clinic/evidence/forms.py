"""What the wording checker asks for."""

from django import forms

from yintang.atlas.wording import LICENCES
from yintang.clinic.clinics.models import Clinic

LONGEST = 20_000


class WordsToPublish(forms.Form):
    """A text, whose rules apply, and what those who publish it hold."""

    words = forms.CharField(
        label="What you mean to publish",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Put in the words that you mean to publish."},
    )
    country = forms.ChoiceField(label="Rules of", choices=Clinic.Jurisdiction.choices)
    licences = forms.MultipleChoiceField(
        label="What you hold",
        choices=list(LICENCES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
