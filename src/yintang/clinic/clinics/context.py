"""What every page's header shows."""

from django.conf import settings
from django.http import HttpRequest

from yintang.clinic.accounts.models import User
from yintang.clinic.clinics.models import Membership


def memberships(request: HttpRequest) -> dict[str, object]:
    """The clinics of whoever is signed in, fetched only if the page looks at them."""

    def fetch() -> list[Membership]:
        user = getattr(request, "user", None)
        if not isinstance(user, User):
            return []
        active = user.memberships.filter(active=True).select_related("clinic")
        return list(active.order_by("clinic__name"))

    return {
        "memberships": fetch,
        "sign_off_minutes": settings.SIGN_OFF_MINUTES,
        "can_send": bool(settings.SMTP),
    }
