"""What is sold, charged and paid, as it is typed in."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms

from yintang.clinic.booking.models import Service
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.packages.models import Books, Invoice, Money, Package

if TYPE_CHECKING:
    PackageModelForm = forms.ModelForm[Package]
    BooksModelForm = forms.ModelForm[Books]
else:
    PackageModelForm = BooksModelForm = forms.ModelForm

CENT = Decimal("0.01")
LATER = [("", "Not paid yet")]
WAYS = [(way.value, str(way.label)) for way in Money.Way]


def _amount(label: str, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=CENT,
        max_digits=8,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
        error_messages={"required": "Write an amount.", "min_value": "Write an amount above 0."},
        **more,
    )


class KeyForm(forms.Form):
    """A form that is entered once, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class PackageForm(PackageModelForm):
    """A package as the owner sets it."""

    class Meta:
        model = Package
        fields = ("name", "credits", "price", "services", "active")
        labels = {
            "credits": "How many visits it pays for",
            "services": "What it pays for",
            "active": "Sold",
        }
        help_texts = {
            "name": "As it stands on the invoice, such as “10 treatments for the price of 9”.",
            "services": "None ticked: everything but consultations.",
            "active": "What is no longer sold keeps what was bought of it.",
        }
        widgets = {
            "services": forms.CheckboxSelectMultiple,
            "credits": forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"}),
            "price": forms.NumberInput(
                attrs={"min": "0.01", "step": "0.01", "inputmode": "decimal"}
            ),
        }

    def __init__(self, clinic: Clinic, *args: Any, **kw: Any) -> None:
        """Offers the services of this clinic."""
        super().__init__(*args, **kw)
        self.instance.clinic = clinic
        services = self.fields["services"]
        assert isinstance(services, forms.ModelMultipleChoiceField)
        services.queryset = Service.objects.filter(clinic=clinic, active=True).order_by("name")

    def clean_name(self) -> str:
        """Not that of another package."""
        name: str = self.cleaned_data["name"].strip()
        others = Package.objects.filter(clinic=self.instance.clinic, name__iexact=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("There is a package of this name already.")
        return name

    def clean_credits(self) -> int:
        """At least one."""
        credits: int = self.cleaned_data["credits"]
        if credits < 1:
            raise forms.ValidationError("A package pays for one visit at least.")
        return credits

    def clean_price(self) -> Decimal:
        """Above nothing."""
        price: Decimal = self.cleaned_data["price"]
        if price < CENT:
            raise forms.ValidationError("Write a price above 0.")
        return price


class BooksForm(BooksModelForm):
    """What stands on every invoice."""

    class Meta:
        model = Books
        fields = ("vat_note", "how_to_pay")
        labels = {"vat_note": "About tax", "how_to_pay": "How to pay"}
        help_texts = {
            "vat_note": "Your tax number, or why no tax is charged, in your own words.",
            "how_to_pay": "Such as your bank account and by when you expect the money.",
        }


class SellForm(KeyForm):
    """A package for her, and whether it was paid at once."""

    package = forms.ModelChoiceField(
        label="Package", queryset=Package.objects.none(), empty_label=None
    )
    way = forms.ChoiceField(label="Paid", choices=LATER + WAYS, required=False)

    def __init__(self, clinic: Clinic, *args: Any, **kw: Any) -> None:
        """Offers what the clinic sells."""
        super().__init__(*args, **kw)
        package = self.fields["package"]
        assert isinstance(package, forms.ModelChoiceField)
        package.queryset = Package.objects.filter(clinic=clinic, active=True).order_by("name")


class ChargeForm(KeyForm):
    """Something charged by itself. The words stand on the invoice."""

    text = forms.CharField(
        label="What for",
        max_length=120,
        help_text="Stands on the invoice. Leave out anything about health.",
        error_messages={"required": "Write what it is for."},
    )
    amount = _amount("Amount")
    way = forms.ChoiceField(label="Paid", choices=LATER + WAYS, required=False)


class PayForm(KeyForm):
    """Money that changed hands."""

    amount = _amount("Amount")
    way = forms.ChoiceField(label="How", choices=WAYS, widget=forms.RadioSelect, initial="card")
    back = forms.BooleanField(label="Given back to the patient", required=False)


class TakeBackForm(KeyForm):
    """A credit note over an invoice."""

    amount = _amount("Amount to take back")
    credits_back = forms.IntegerField(
        label="Unused visits to take back with it", min_value=0, initial=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    reason = forms.CharField(
        label="Why",
        max_length=120,
        help_text="Stands on the credit note.",
        error_messages={"required": "Write why."},
    )

    def __init__(self, invoice: Invoice, credits: int, *args: Any, **kw: Any) -> None:
        """Asks for credits only where some can be taken back with this invoice."""
        super().__init__(*args, **kw)
        if not credits:
            del self.fields["credits_back"]
        else:
            self.fields["credits_back"].help_text = f"At most {credits}."


class ReasonForm(forms.Form):
    """Why a row is taken back."""

    reason = forms.CharField(max_length=200)
