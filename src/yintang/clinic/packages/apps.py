"""What the ledgers do when a visit is signed."""

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    """The app of packages, payments and invoices."""

    name = "yintang.clinic.packages"

    def ready(self) -> None:
        """Have a signed visit count one credit down."""
        from yintang.clinic.care.models.visit import AFTER_SIGNING  # noqa: PLC0415 - models load first
        from yintang.clinic.packages.settling import count_down  # noqa: PLC0415 - models load first

        AFTER_SIGNING.append(count_down)
