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


class DetailsForm(forms.Form):
    """Who comes: no more than it takes to keep the appointment."""

    given_name = forms.CharField(
        label="First name",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label="Last name",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label="E-mail",
        help_text="The confirmation goes there: when and where, nothing of your health.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Telephone",
        max_length=50,
        help_text="In case something comes between.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    keep = forms.BooleanField(
        error_messages={"required": "Without this the appointment cannot be kept."}
    )


class EntryForm(forms.Form):
    """The address to which a link for signing in goes."""

    email = forms.EmailField(
        label="Your e-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
