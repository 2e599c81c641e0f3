"""The first run: a code that only whoever started the program can read, and the first owner.

Without the code anybody on the network could take a clinic that has just been set up.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.models import EMERGENCY_NUMBERS, Clinic, Membership, Role

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are mistaken for one another."""


def nobody_yet() -> bool:
    """Whether no account was ever made here."""
    return not User.objects.exists()


def code_for_the_first_run() -> str | None:
    """The code, made if it is missing; None once somebody is here."""
    if not nobody_yet():
        return None
    file = _file()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text("ascii").strip()
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    with os.fdopen(handle, "w") as opened:
        opened.write(code)
    return code


def is_the_code(typed: str) -> bool:
    """Whether this is the code, however it was spaced."""
    code = code_for_the_first_run()
    plain = "".join(typed.upper().split()).replace("-", "")
    return code is not None and secrets.compare_digest(
        plain.encode(), code.replace("-", "").encode()
    )


def set_up(request: HttpRequest, clinic: Clinic, name: str, email: str, password: str) -> User:
    """Save the clinic with its owner, and use the code up.

    Raises
    ------
    FileNotFoundError
        Somebody else used the code up in the meantime; nothing is saved.
    """
    with transaction.atomic():
        clinic.emergency = EMERGENCY_NUMBERS[clinic.jurisdiction]
        clinic.save()
        owner = User.objects.create_user(email, password, name=name)
        membership = Membership.objects.create(clinic=clinic, user=owner, role=Role.OWNER)
        record(request, clinic, "created", "clinic", clinic.pk)
        record(request, clinic, "created", "member", membership.pk, detail="first owner")
        _file().unlink()
    return owner


def _file() -> Path:
    return Path(settings.DATA_DIR) / "first-run-code"
