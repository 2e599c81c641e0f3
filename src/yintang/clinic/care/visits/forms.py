"""What is asked when a course ends, and when a needle is left in on purpose."""

from typing import Any

from django import forms

from yintang.clinic.patients.signature import SHORTEST, Stroke, ink, read_signature


class CourseEndForm(forms.Form):
    """Why a course ends, or that maintenance follows."""

    then = forms.ChoiceField(choices=[("end", "End"), ("maintenance", "Maintenance")])
    because = forms.CharField(required=False, max_length=200)


class NeedleConsentForm(forms.Form):
    """Her consent to one needle that stays in, with her signature drawn or typed."""

    id = forms.UUIDField()
    needle = forms.CharField(max_length=200)
    called = forms.CharField(max_length=120)
    agreed = forms.CharField(
        max_length=1000, error_messages={"required": "Write what was agreed to."}
    )
    until = forms.CharField(
        max_length=1000, error_messages={"required": "Write when it comes out, and who does it."}
    )
    signed_name = forms.CharField(
        max_length=200, error_messages={"required": "Write the name of whoever signs."}
    )
    signature = forms.CharField(max_length=400_000, required=False)
    typed = forms.BooleanField(required=False)

    def clean_signature(self) -> list[Stroke]:
        """The strokes."""
        try:
            return read_signature(self.cleaned_data["signature"])
        except ValueError:
            raise forms.ValidationError("The signature could not be read. Sign again.") from None

    def clean(self) -> dict[str, Any]:
        """Ink, or the tick that stands for it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        typed = given.pop("typed", False)
        if not typed and "signature" in given and ink(given["signature"]) < SHORTEST:
            self.add_error(
                "signature", "Sign in the field, or tick that the typed name is the signature."
            )
        return given
