"""What is asked of her, and of whoever answers her."""

from django import forms

from yintang.clinic.portal.models import RightsRequest


class AskForm(forms.Form):
    """What is to be put right or deleted, in her own words."""

    kind = forms.ChoiceField(
        label="What would you like?",
        choices=RightsRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    words = forms.CharField(
        label="Say what, and how it should be",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write a sentence or two."},
    )


class AnswerRightsForm(forms.Form):
    """What was done, and a sentence that she reads."""

    outcome = forms.ChoiceField(choices=RightsRequest.Outcome.choices)
    answer = forms.CharField(max_length=4000)
