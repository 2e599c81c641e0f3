"""Fields of the directory's forms: words fit for the public, lists of links, prices, places."""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal, InvalidOperation
from typing import cast

from django import forms
from django.core.validators import URLValidator

from yintang.atlas.wording import Jurisdiction, Licence, check_wording
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.directory.models import Price
from yintang.clinic.directory.models.listing import plain

PRICE = re.compile(r"(?P<name>.+?)\s*[:=]\s*(?P<low>[\d.,]+)(?:\s*(?:-|–|to)\s*(?P<high>[\d.,]+))?")
MOST_LINKS, MOST_PRICES = 5, 12


def judge_words(
    text: str, clinic: Clinic, licences: Collection[Licence]
) -> tuple[list[str], list[str]]:
    """What no public text may say, and what somebody should make sure of; each with its reason.

    By the advertising rules of the clinic's country; `licences` are those that were verified.
    """
    remarks = check_wording(text, cast(Jurisdiction, clinic.jurisdiction), licences)
    said = {True: dict[str, None](), False: dict[str, None]()}
    for one in remarks:
        said[one.refused][f"“{one.words}”: {one.why}. Instead: {one.instead}."] = None
    return list(said[True]), list(said[False])


def read_links(text: str) -> list[str]:
    """Addresses, one a line.

    Raises
    ------
    forms.ValidationError
        For a line that is no address, or for too many.
    """
    links = _lines(text)
    check = URLValidator(schemes=["http", "https"])
    for link in links:
        try:
            check(link)
        except forms.ValidationError:
            raise forms.ValidationError(
                f"“{link}” is no address. Write one a line, beginning with https://."
            ) from None
    if len(links) > MOST_LINKS:
        raise forms.ValidationError(f"At most {MOST_LINKS} addresses, please.")
    return links


def read_prices(text: str) -> list[Price]:
    """Prices, one a line: "First consultation: 45" or "One treatment: 70-95".

    Raises
    ------
    forms.ValidationError
        For a line that is no price.
    """
    lines = _lines(text)
    if len(lines) > MOST_PRICES:
        raise forms.ValidationError(f"At most {MOST_PRICES} prices, please.")
    return [_price(line) for line in lines]


def write_prices(prices: Iterable[Price]) -> str:
    """Prices as somebody types them; what `read_prices` reads."""
    return "\n".join(
        f"{price.name}: {plain(price.low)}"
        + (f"-{plain(price.high)}" if price.high is not None else "")
        for price in prices
    )


def _price(line: str) -> Price:
    match = PRICE.fullmatch(line)
    try:
        if match is None:
            raise InvalidOperation
        low = Decimal(match["low"].replace(",", "."))
        high = Decimal(match["high"].replace(",", ".")) if match["high"] else None
    except InvalidOperation:
        raise forms.ValidationError(
            f"“{line}”: write what it is, a colon and the price, such as “One treatment: 70-95”."
        ) from None
    if high is not None and high < low:
        raise forms.ValidationError(f"“{line}”: the lower price comes first.")
    if max(low, high or low) >= 1_000_000:
        raise forms.ValidationError(f"“{line}” is too much to be a price.")
    return Price(name=match["name"][:100], low=low, high=high)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
