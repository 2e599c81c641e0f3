"""What the diary does when records of patients are merged or parted."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """The app of the diary."""

    name = "yintang.clinic.booking"

    def ready(self) -> None:
        """Have the cells of a patient follow her appointments from one record to another."""
        from yintang.clinic.booking.occupying import needs_anew  # noqa: PLC0415 - models load first
        from yintang.clinic.patients.merging import AFTER_MOVING  # noqa: PLC0415 - models load first

        AFTER_MOVING.append(needs_anew)
