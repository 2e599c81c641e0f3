"""The log says where a fault lies and of what kind it is, never what somebody typed."""

import logging
import sys

from yintang.clinic.quiet import WithoutWords


def formatted():
    try:
        try:
            raise ValueError("Key (email)=(dana@example.org) already exists")
        except ValueError as cause:
            raise RuntimeError("Dana is pregnant") from cause
    except RuntimeError:
        record = logging.LogRecord(
            "django.request", 40, "", 0, "Internal Server Error: /visits/", (), sys.exc_info()
        )
        return WithoutWords("%(levelname)s %(message)s").format(record)


def test_a_fault_is_named_by_place_and_kind_alone():
    text = formatted()
    assert "Internal Server Error" in text
    assert "builtins.ValueError" in text
    assert "builtins.RuntimeError" in text
    assert "test_quiet.py" in text
    assert "Dana" not in text
    assert "dana" not in text
