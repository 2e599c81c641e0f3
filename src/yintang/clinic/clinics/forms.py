"""What the owner says about the clinic and its members."""

from typing import TYPE_CHECKING

from django import forms

from yintang.clinic.accounts.forms import time_zones
from yintang.clinic.clinics.models import Clinic, Membership, Role

if TYPE_CHECKING:
    ClinicForm = forms.ModelForm[Clinic]
    MembershipForm = forms.ModelForm[Membership]
else:
    ClinicForm = MembershipForm = forms.ModelForm


class ClinicDetails(ClinicForm):
    """The clinic as it introduces itself."""

    time_zone = forms.ChoiceField(label="Time zone", choices=time_zones)

    class Meta:
        model = Clinic
        fields = [
            "name", "address", "phone", "email", "hours", "emergency", "referral", "time_zone",
            "jurisdiction",
        ]  # fmt: skip
        labels = {
            "email": "E-mail",
            "hours": "Hours",
            "emergency": "Number to ring in an emergency",
            "referral": "Where to turn when appearance weighs on somebody",
            "jurisdiction": "Country whose rules apply",
        }
        help_texts = {
            "hours": "In your own words: “Monday to Thursday, 9 to 6.”",
            "emergency": "Printed on the aftercare sheet.",
            "referral": "Somebody you trust; shown with the questions about body image.",
        }
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "hours": forms.Textarea(attrs={"rows": 2}),
            "referral": forms.Textarea(attrs={"rows": 2}),
        }


class Invitation(forms.Form):
    """Somebody who is to work here."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="E-mail", help_text="The address to sign in with.")
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.PRACTITIONER)
    title = forms.CharField(
        label="Title on records",
        max_length=100,
        required=False,
        help_text="Such as “Lic. Ac., MBAcC”.",
    )


class MemberDetails(MembershipForm):
    """What a member is here."""

    class Meta:
        model = Membership
        fields = ["role", "title", "active"]
        labels = {"title": "Title on records", "active": "Works here"}
        help_texts = {"active": "Without it nothing of this clinic can be opened any more."}
