"""New members, and the link by which somebody sets her password once."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.http import HttpRequest

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.models import Clinic, Membership, Role


class AlreadyMember(Exception):
    """The address belongs to somebody who has, or had, a role here."""


def invite(
    request: HttpRequest, clinic: Clinic, *, email: str, name: str, role: str, title: str
) -> Membership:
    """Make somebody a member; she gets an account if her address has none.

    Raises
    ------
    AlreadyMember
        She is one already, perhaps one whose membership has ended.
    """
    with transaction.atomic():
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            user = User.objects.create_user(email, name=name)
        member, new = Membership.objects.get_or_create(
            clinic=clinic, user=user, defaults={"role": role, "title": title}
        )
        if not new:
            raise AlreadyMember
        record(request, clinic, "created", "member", member.pk, detail=f"role {role}")
    return member


def may_link(owner: User, user: User) -> bool:
    """Whether the owner may hand out a link that sets this person's password.

    Only where the account opens nothing but clinics that are the owner's own: whoever holds the
    link could sign in as that person.
    """
    own = Membership.objects.filter(user=owner, role=Role.OWNER, active=True).values("clinic")
    elsewhere = user.memberships.exclude(clinic__in=own).exists()
    patient_elsewhere = user.patient_records.exclude(clinic__in=own).exists()
    return user.is_active and not elsewhere and not patient_elsewhere


def password_link(user: User) -> str:
    """A link by which the person sets her password: once, and within three days.

    It is allauth's reset link; its token stops to hold when the password or the last sign-in
    changes, and after `PASSWORD_RESET_TIMEOUT`.
    """
    token = default_token_generator.make_token(user)
    url: str = get_adapter().get_reset_password_from_key_url(f"{user_pk_to_url_str(user)}-{token}")
    return url
