"""Every address of the clinic against every role. An address without a declared rule fails.

Each app declares its rules in `rules.py` beside its tests:

    RULES = {"url-name": ("GET", "see notes"), "url-name": ("POST", "write notes"), ...}

The second word is a right of `clinics.access.RIGHTS`, or "anyone", "signed in", "the patient",
"a verifier" (who checks the directory's credentials; nobody of the cast).
Values of URL keywords come from the fixtures named in `OBJECTS` of the same file.
"""

import importlib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from yintang.clinic.clinics.access import RIGHTS
from yintang.clinic.clinics.models import Membership

HERE = Path(__file__).parent
DECLARED = [
    importlib.import_module(f"clinic.{path.parent.name}.rules") for path in HERE.glob("*/rules.py")
]
RULES: dict[str, tuple[str, str]] = {
    name: rule for module in DECLARED for name, rule in module.RULES.items()
}
OBJECTS: dict[str, str] = {
    keyword: fixture
    for module in DECLARED
    for keyword, fixture in getattr(module, "OBJECTS", {}).items()
}
ALLAUTH = ("account_", "mfa_", "usersessions_")
"""Addresses of django-allauth carry its own checks; each concerns only whoever is signed in."""


def addresses(resolver: URLResolver, before: dict[str, object]) -> dict[str, dict[str, object]]:
    """Every address by name, with the converters of its keywords."""
    found: dict[str, dict[str, object]] = {}
    for pattern in resolver.url_patterns:
        converters = before | pattern.pattern.converters
        if isinstance(pattern, URLResolver):
            found |= addresses(pattern, converters)
        elif isinstance(pattern, URLPattern):
            found[pattern.name or str(pattern.pattern)] = converters
    return found


OURS = {
    name: converters
    for name, converters in addresses(get_resolver(), {}).items()
    if not name.startswith(ALLAUTH)
}
NAMES = sorted(OURS)


def test_every_address_has_a_rule_and_every_rule_an_address():
    assert set(NAMES) == set(RULES)


def test_every_object_in_an_address_is_a_uuid():
    for name, converters in OURS.items():
        for keyword, converter in converters.items():
            kind = type(converter).__name__
            assert kind in {"UUIDConverter", "SlugConverter"}, (name, keyword)


def address(name: str, request: pytest.FixtureRequest) -> str:
    values = {}
    for keyword in OURS[name]:
        value = request.getfixturevalue(OBJECTS[keyword])
        values[keyword] = getattr(value, "pk", value)
    return reverse(name, kwargs=values)


def allowed(right: str, person: str, user: object) -> bool:
    if right == "anyone":
        return True
    if right == "signed in":
        return person != "anonymous"
    if right == "the patient":
        return person == "dana"
    if right == "a verifier" or person in {"anonymous", "dana", "eve"}:
        return False
    return Membership.objects.get(user=user).role in RIGHTS[right]


@pytest.mark.parametrize("name", NAMES)
def test_who_may_and_who_may_not(name, request, dana, dana_user, ana, pia, ben, cleo, eve):
    method, right = RULES[name]
    url = address(name, request)
    people = {
        "anonymous": None, "ana": ana, "pia": pia, "ben": ben, "cleo": cleo, "dana": dana_user,
        "eve": eve,
    }  # fmt: skip
    # Those who may not go first, so that nobody's success changes what the others meet.
    for person, user in sorted(people.items(), key=lambda p: allowed(right, *p)):
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        status = client.generic(method, url).status_code
        if allowed(right, person, user):
            assert status not in {401, 403, 404, 500}, (person, status)
        elif person == "anonymous":
            assert status == 302, (person, status)
        else:
            stranger = person in {"dana", "eve"} or right in {"the patient", "a verifier"}
            expected = 404 if stranger else 403
            assert status == expected, (person, status)


@pytest.mark.parametrize("name", [n for n in NAMES if RULES[n][0] == "POST"])
def test_what_changes_something_refuses_to_be_read(name, request, ana, dana):
    client = Client()
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address(name, request)).status_code in {403, 404, 405}


def test_views_obtain_objects_only_through_access():
    views = Path(importlib.import_module("yintang.clinic").__file__).parent.glob("*/views*")
    for path in (p for v in views for p in ([v] if v.is_file() else v.glob("*.py"))):
        text = path.read_text("utf-8")
        assert "get_object_or_404" not in text, path
        assert ".objects.get(" not in text, path
