"""Hangs the waiting list into the diary, which frees times, and into the outbox' rounds."""

from django.apps import AppConfig


class WaitingConfig(AppConfig):
    """The app of the waiting list."""

    name = "yintang.clinic.waiting"

    def ready(self) -> None:
        """Hear of times that become free, and pass offers on before letters are written."""
        from yintang.clinic.booking.taking import AFTER_RELEASE  # noqa: PLC0415 - models load first
        from yintang.clinic.outbox.due import ALSO_OWED  # noqa: PLC0415 - models load first
        from yintang.clinic.waiting.offering import note_freed, pass_on  # noqa: PLC0415 - as above

        AFTER_RELEASE.append(note_freed)
        ALSO_OWED.append(pass_on)
