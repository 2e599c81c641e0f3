"""Her answer to a consent, and its withdrawal."""

from typing import Any

from django import forms

from yintang.clinic.patients.signature import SHORTEST, Stroke, ink, read_signature


class AnswerForm(forms.Form):
    """Yes with a signature, drawn or typed, or no. `version` is that of the text she read."""

    version = forms.CharField(max_length=80)
    answer = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages={"required": "Choose yes or no.", "invalid_choice": "Choose yes or no."},
    )
    signed_name = forms.CharField(max_length=200, required=False)
    signature = forms.CharField(max_length=400_000, required=False)
    typed = forms.BooleanField(required=False)

    def clean_signature(self) -> list[Stroke]:
        """The strokes."""
        try:
            return read_signature(self.cleaned_data["signature"])
        except ValueError:
            raise forms.ValidationError("The signature could not be read. Sign again.") from None

    def clean(self) -> dict[str, Any]:
        """A yes carries a name, and ink or the tick that stands for it."""
        given = super().clean() or self.cleaned_data
        if given.get("answer") != "yes" or "signature" not in given:
            return given
        if not given.get("signed_name"):
            self.add_error("signed_name", "Write the name of whoever signs.")
        if not given["typed"] and ink(given["signature"]) < SHORTEST:
            self.add_error(
                "signature", "Sign in the field, or tick that the typed name is the signature."
            )
        return given


class WithdrawForm(forms.Form):
    """Her words, and for photographs what becomes of those that are there."""

    words = forms.CharField(
        max_length=2000,
        error_messages={"required": "Write what was said, in a few words."},
    )
    existing = forms.ChoiceField(
        choices=[("keep", "They stay in the record"), ("erase", "They are erased")], required=False
    )
