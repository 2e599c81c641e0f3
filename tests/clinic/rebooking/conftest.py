"""The diary of the booking tests."""

from clinic.booking.conftest import opening_hours, room, service  # noqa: F401 - fixtures
