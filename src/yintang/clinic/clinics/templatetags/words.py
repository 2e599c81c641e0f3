"""How pages write days and times."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template

from yintang.clinic.clinics.models import Clinic

register = template.Library()

BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
"""How a browser gives itself away; the first that fits, since most also name those after it."""
DEVICES = (
    ("iPad", "iPad"), ("iPhone", "iPhone"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac or iPad"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
"""The same of devices. An iPad says that it is a Mac unless it is told not to."""


@register.filter
def day(value: date | datetime | None) -> str:
    """ "3 November 2026"; nothing for None."""
    return "" if value is None else f"{value.day} {value:%B %Y}"


@register.filter
def on_clock(value: datetime | None, clinic: Clinic) -> str:
    """ "14:05" on the clinic's wall clock."""
    return "" if value is None else f"{value.astimezone(clinic.zone):%H:%M}"


@register.filter
def on_day(value: datetime | None, clinic: Clinic) -> str:
    """ "3 November 2026" on the clinic's wall clock."""
    return "" if value is None else day(value.astimezone(clinic.zone))


@register.filter
def weekday(value: date) -> str:
    """ "Monday 9 November 2026"."""
    return f"{value:%A} {day(value)}"


@register.filter
def weekday_short(value: date) -> str:
    """ "Mon 9 Nov"."""
    return f"{value:%a} {value.day} {value:%b}"


@register.filter
def on_weekday(value: datetime | None, clinic: Clinic) -> str:
    """ "Monday 9 November 2026" on the clinic's wall clock."""
    return "" if value is None else weekday(value.astimezone(clinic.zone).date())


@register.filter
def browser(user_agent: str) -> str:
    """ "Chrome on Linux", from what the browser said of itself; else the beginning of that."""
    name = next((word for sign, word in BROWSERS if sign in user_agent), user_agent[:40])
    device = next((word for sign, word in DEVICES if sign in user_agent), "")
    return f"{name} on {device}" if device else name or "A browser that does not name itself"


@register.filter
def at(values: Mapping[str, object] | None, key: str) -> object:
    """What stands under a key; nothing where there is none."""
    return (values or {}).get(key)
