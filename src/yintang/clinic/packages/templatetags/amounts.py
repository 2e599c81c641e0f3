"""How pages write amounts, and what is left of a patient's packages."""

from decimal import Decimal

from django import template

from yintang.clinic.care.models import Visit
from yintang.clinic.packages.balances import Left, credits_of, in_force, left_of
from yintang.clinic.patients.models import Patient

register = template.Library()

SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "AUD": "A$"}


@register.filter
def money(amount: Decimal | str | None, currency: str) -> str:
    """ "£1,065.00", or "1,065.00 CHF" where the currency has no sign of its own here."""
    if amount is None:
        return ""
    value = Decimal(amount)
    minus, figures = ("−" if value < 0 else ""), f"{abs(value):,.2f}"
    sign = SIGNS.get(currency)
    return f"{minus}{sign}{figures}" if sign else f"{minus}{figures} {currency}"


@register.filter
def positive(amount: Decimal) -> Decimal:
    """Without its sign, where the words beside it say which way it went."""
    return abs(amount)


@register.filter
def signed(number: int) -> str:
    """ "+10", "−1" or "0"."""
    return f"{number:+d}".replace("-", "−") if number else "0"


@register.filter
def taken(amount: Decimal) -> Decimal:
    """What the till holds more after a row; the ledger says what she owes more."""
    return -amount


@register.inclusion_tag("packages/left_in_words.html")
def credits_left(patient: Patient) -> dict[str, list[Left]]:
    """What is left of her packages in a line each; says so where the last was used."""
    return {"lefts": left_of(credits_of(patient))}


@register.inclusion_tag("packages/counted.html")
def credit_of(visit: Visit) -> dict[str, object]:
    """What a signed visit was settled by, and whether that was the last of a package."""
    row = in_force(visit)
    if row is None or row.package is None:
        return {}
    lefts = left_of(credits_of(visit.patient))
    left = next((one.left for one in lefts if one.package == row.package), 0)
    return {"row": row, "left": left}
