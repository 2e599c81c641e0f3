"""What the clinic, its practitioners and those who check them write into the directory."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.directory.fields import judge_words, read_links, read_prices, write_prices
from yintang.clinic.directory.gazetteer import find_places
from yintang.clinic.directory.languages import LANGUAGES
from yintang.clinic.directory.models import Credential, Listing, Practitioner, Price
from yintang.clinic.directory.models.listing import ACCESS
from yintang.clinic.directory.opening_hours import read_hours
from yintang.clinic.directory.requirements import NATIONS
from yintang.clinic.directory.showing import held

if TYPE_CHECKING:
    ListingForm = forms.ModelForm[Listing]
    PractitionerForm = forms.ModelForm[Practitioner]
    CredentialForm = forms.ModelForm[Credential]
else:
    ListingForm = PractitionerForm = CredentialForm = forms.ModelForm

OF_CLINIC = (Credential.Kind.PREMISES,)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def concern_choices() -> list[tuple[str, str]]:
    """The atlas' concerns, those of the whole face; a site belongs to its concern."""
    return [(one.id, one.name) for one in atlas().concerns.values() if not one.part_of]


def language_choices() -> list[tuple[str, str]]:
    """Every language by its English name."""
    return sorted(LANGUAGES.items(), key=lambda pair: pair[1])


def several(label: str, choices: Any, help_text: str = "") -> forms.MultipleChoiceField:
    """A field of boxes to tick, none of them needed."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class PublicWords:
    """A form whose words the public reads: refused ones stand beside their field with the reason.

    `remarks` are those that may stand once somebody has made sure of them.
    """

    def read_words(self, form: Any, names: Iterable[str], clinic: Clinic) -> None:
        """Judge the words of these fields by the rules of the clinic's country."""
        self.remarks: list[str] = []
        licences = held(form.instance)
        for name in names:
            told = form.cleaned_data.get(name, "")
            text = told if isinstance(told, str) else "\n".join(price.name for price in told)
            refused, unsure = judge_words(text, clinic, licences)
            self.remarks += unsure
            for fault in refused:
                form.add_error(name, fault)


class ListingDetails(PublicWords, ListingForm):
    """A clinic's public entry."""

    languages = several("Languages spoken in the practice", language_choices)
    access = several("Getting in and around", list(ACCESS.items()))
    concerns = several(
        "What people may come to you with",
        concern_choices,
        "Says what you take on, and nothing about results.",
    )
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    prices_typed = forms.CharField(
        label="Prices",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line: “First consultation: 45”, “One treatment: 70-95”.",
    )
    reviews_typed = forms.CharField(
        label="Reviews elsewhere",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Addresses only, one a line. What patients say is not quoted here.",
    )

    class Meta:
        model = Listing
        fields = [
            "about", "street", "town", "region", "postcode", "lat", "lon", "phone", "website",
            "opening_hours", "hours_words", "currency", "consultation", "consultation_minutes",
            "wheelchair", "access_words",
        ]  # fmt: skip
        labels = {
            "about": "About the practice",
            "region": "County or state",
            "lat": "Latitude",
            "lon": "Longitude",
            "opening_hours": "Opening hours",
            "hours_words": "Hours in your own words",
            "consultation": "A consultation comes before the first needle",
            "consultation_minutes": "Its length in minutes",
            "wheelchair": "By wheelchair",
            "access_words": "What else to know about getting in",
        }
        help_texts = {
            "about": "What a stranger should know. Two or three sentences do.",
            "lat": "Of the door, such as 51.4586. Left empty, the middle of the town is used.",
            "opening_hours": "As OpenStreetMap writes them: “Mo-Fr 09:00-18:00; Sa 10:00-13:00”.",
            "currency": "Three letters, such as GBP.",
        }
        widgets = {
            "about": forms.Textarea(attrs={"rows": 5}),
            "lat": forms.NumberInput(attrs={"step": "any", "min": -90, "max": 90}),
            "lon": forms.NumberInput(attrs={"step": "any", "min": -180, "max": 180}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With the listing's own prices and links as text; in the UK a choice of nations."""
        super().__init__(*args, **kwargs)
        listing = self.instance
        if listing.clinic.jurisdiction == "UK":
            nations = [("", "Choose"), *((nation, nation) for nation in NATIONS)]
            self.fields["region"] = forms.ChoiceField(
                label="Nation",
                choices=nations,
                required=False,
                help_text="Each has a law of its own.",
            )
        for name in ("languages", "access", "concerns"):
            self.initial[name] = getattr(listing, name)
        self.initial["prices_typed"] = write_prices(listing.prices.all())
        self.initial["reviews_typed"] = "\n".join(listing.reviews)
        if not listing.exact:
            self.initial["lat"] = self.initial["lon"] = None

    def clean_prices_typed(self) -> list[Price]:
        """Rows of the list of prices."""
        return read_prices(self.cleaned_data["prices_typed"])

    def clean_reviews_typed(self) -> list[str]:
        """Addresses, each checked."""
        return read_links(self.cleaned_data["reviews_typed"])

    def clean_opening_hours(self) -> str:
        """Hours in the map's notation."""
        try:
            read_hours(self.cleaned_data["opening_hours"])
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from None
        return str(self.cleaned_data["opening_hours"])

    def clean_currency(self) -> str:
        """Three capitals."""
        currency = str(self.cleaned_data["currency"]).upper()
        if currency and not (len(currency) == 3 and currency.isalpha()):
            raise forms.ValidationError("Write three letters, such as GBP or EUR.")
        return currency

    def clean(self) -> dict[str, Any]:
        """Words fit for the public, and coordinates in a pair or none."""
        told = super().clean() or self.cleaned_data
        clinic = self.instance.clinic
        names = ("about", "hours_words", "access_words", "prices_typed")
        self.read_words(self, names, clinic)
        self._locate(told, clinic.jurisdiction)
        return told

    def _locate(self, told: dict[str, Any], jurisdiction: str) -> None:
        lat, lon = told.get("lat"), told.get("lon")
        if (lat is None) != (lon is None):
            self.add_error("lat", "Latitude and longitude belong together. Write both or none.")
        if (lat is not None and abs(lat) > 90) or (lon is not None and abs(lon) > 180):
            self.add_error(
                "lat", "Latitude lies between -90 and 90, longitude between -180 and 180."
            )
        told["exact"] = lat is not None
        if lat is None and told.get("town"):
            where = [told["town"], told.get("region", ""), jurisdiction]
            places = find_places(", ".join(filter(None, where))) or find_places(
                f"{told['town']}, {jurisdiction}"
            )
            if places:
                told["lat"], told["lon"] = places[0].lat, places[0].lon
            else:
                self.add_error("lat", "This town is not in our list, so its place is needed here.")

    def told(self) -> tuple[dict[str, Any], list[Price]]:
        """The fields and the prices, as `Listing.change` takes them."""
        fields = dict(self.cleaned_data)
        prices = fields.pop("prices_typed")
        fields["reviews"] = fields.pop("reviews_typed")
        return fields, prices


class EntryDetails(PublicWords, PractitionerForm):
    """A practitioner's own entry."""

    languages = several("Languages you speak with patients", language_choices)
    concerns = several(
        "What people may come to you with",
        concern_choices,
        "Says what you take on, and nothing about results.",
    )

    class Meta:
        model = Practitioner
        fields = ["name", "title", "about", "years", "years_facial", "accepting"]
        labels = {
            "name": "Your name, as patients should read it",
            "about": "About you",
            "years": "Years in practice",
            "years_facial": "Years of facial acupuncture",
            "accepting": "I take new patients",
        }
        help_texts = {
            "title": "Such as “Lic. Ac.”. What you are registered as stands with your credentials.",
            "about": "How you work, and what a first visit is like.",
            "years": "Shown as self-reported.",
            "years_facial": "Shown as self-reported.",
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With her own languages and concerns ticked."""
        super().__init__(*args, **kwargs)
        for name in ("languages", "concerns"):
            self.initial[name] = getattr(self.instance, name)

    def clean(self) -> dict[str, Any]:
        """Words fit for the public; nobody practised the face longer than at all."""
        told = super().clean() or self.cleaned_data
        self.read_words(self, ("name", "title", "about"), self.instance.clinic)
        if (told.get("years_facial") or 0) > (told.get("years") or 80):
            self.add_error("years_facial", "This is more than your years in practice.")
        if (told.get("years") or 0) > 80:
            self.add_error("years", "Write the years as a number up to 80.")
        return told


class CredentialDetails(PublicWords, CredentialForm):
    """What a practitioner or a clinic says it holds."""

    class Meta:
        model = Credential
        fields = [
            "kind", "body", "name", "number", "dated", "expires_on", "hours", "covers_face",
            "conditions",
        ]  # fmt: skip
        labels = {
            "kind": "What it is",
            "body": "Who gave it",
            "name": "What it is called",
            "dated": "Given on",
            "expires_on": "Valid until",
            "hours": "Hours of training",
            "covers_face": "Covers acupuncture of the face",
        }
        help_texts = {
            "body": "Register, council, insurer or school.",
            "name": "Division, policy or course, if it has a name.",
            "number": "So that it can be looked up.",
            "hours": "For a course.",
            "covers_face": "For an insurance, by its own words.",
            "conditions": "What the register adds, word for word.",
        }
        widgets = {"dated": DAY, "expires_on": DAY}

    def __init__(self, *args: Any, of_clinic: bool, **kwargs: Any) -> None:
        """With the kinds that a clinic, or a practitioner, can hold."""
        super().__init__(*args, **kwargs)
        kinds = [c for c in Credential.Kind.choices if (c[0] in OF_CLINIC) == of_clinic]
        self.fields["kind"] = forms.ChoiceField(label="What it is", choices=kinds)

    def clean(self) -> dict[str, Any]:
        """A name fit for the public; what a body is called and a register says stays as it is."""
        told = super().clean() or self.cleaned_data
        self.read_words(self, ("name",), self.instance.clinic)
        return told


class Check(forms.Form):
    """What a verifier found in the register."""

    source = forms.CharField(
        label="Where you looked",
        max_length=300,
        help_text="The address of the register's page, or “certificate seen”.",
    )
    checked_on = forms.DateField(label="When", widget=DAY)
    status = forms.ChoiceField(label="What the register says", choices=Credential.Status.choices)
    conditions = forms.CharField(label="Conditions, word for word", max_length=300, required=False)
    expires_on = forms.DateField(label="Valid until", widget=DAY, required=False)
    covers_face = forms.NullBooleanField(label="An insurance: covers acupuncture of the face")

    def clean_checked_on(self) -> date:
        """No look-up lies in the future."""
        day: date = self.cleaned_data["checked_on"]
        if day > timezone.now().date():
            raise forms.ValidationError("This day has not come yet.")
        return day
