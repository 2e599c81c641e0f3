"""What a person says about herself, and what the first run asks."""

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password

from yintang.clinic.accounts.models import User
from yintang.clinic.accounts.welcome import is_the_code
from yintang.clinic.clinics.models import Clinic

if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
    ClinicForm = forms.ModelForm[Clinic]
else:
    UserForm = ClinicForm = forms.ModelForm


def time_zones() -> list[tuple[str, str]]:
    """Every zone with a place in its name, for a choice in a form."""
    places = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
    )
    return [(place, place.replace("_", " ")) for place in places]


class OwnDetails(UserForm):
    """One's name and the address one signs in with."""

    class Meta:
        model = User
        fields = ["name", "email"]
        labels = {"name": "Name", "email": "E-mail"}
        help_texts = {
            "name": "As it stands on records.",
            "email": "You sign in with it.",
        }

    def clean_email(self) -> str:
        """In lower case, and nobody else's."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("This address belongs to another account.")
        return email


class Welcome(ClinicForm):
    """The clinic and its first owner."""

    code = forms.CharField(
        label="Code from the terminal",
        max_length=40,
        help_text="Yintang printed it where it was started. It shows that you are that person.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    time_zone = forms.ChoiceField(label="Time zone", choices=time_zones, initial="Europe/London")
    owner = forms.CharField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    owner_email = forms.EmailField(
        label="Your e-mail",
        help_text="You sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label="Password",
        help_text="Ten characters or more. A few unrelated words are easy to keep in mind.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Password again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Clinic
        fields = ["name", "time_zone", "jurisdiction"]
        labels = {"name": "Name of the clinic", "jurisdiction": "Country whose rules apply"}

    field_order = [
        "code", "name", "time_zone", "jurisdiction", "owner", "owner_email", "password", "again",
    ]  # fmt: skip

    def clean_code(self) -> str:
        """The code of this first run."""
        code: str = self.cleaned_data["code"]
        if not is_the_code(code):
            raise forms.ValidationError(
                "This is not the code. Look for it in the terminal in which Yintang runs."
            )
        return code

    def clean(self) -> dict[str, Any]:
        """Two equal passwords that are hard to guess."""
        told = super().clean() or {}
        password = told.get("password")
        if password and password != told.get("again"):
            self.add_error("again", "The two passwords differ.")
        elif password:
            asked = User(email=told.get("owner_email", ""), name=told.get("owner", ""))
            try:
                validate_password(password, asked)
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return told
