"""Who may do what: the table of rights, and the only way to obtain a clinic.

A stranger learns nothing (404); a member without the right is told so (403).
"""

from uuid import UUID

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from yintang.clinic.accounts.models import User
from yintang.clinic.clinics.models import Clinic, Membership, Role

STAFF = frozenset({Role.OWNER, Role.PRACTITIONER, Role.FRONT_DESK, Role.READ_ONLY})
RIGHTS: dict[str, frozenset[Role]] = {
    "see patients": STAFF,
    "edit patients": frozenset({Role.OWNER, Role.PRACTITIONER, Role.FRONT_DESK}),
    "see notes": frozenset({Role.OWNER, Role.PRACTITIONER, Role.READ_ONLY}),
    "write notes": frozenset({Role.OWNER, Role.PRACTITIONER}),
    "run the clinic": frozenset({Role.OWNER}),
}


def signed_in(request: HttpRequest) -> User:
    """The person behind the request, for views that `login_required` guards."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def admit(request: HttpRequest, clinic: Clinic, right: str) -> Membership:
    """The requester's membership of the clinic, if it carries the right; 404 or 403 otherwise."""
    membership = Membership.objects.filter(
        clinic=clinic, user=signed_in(request), active=True
    ).first()
    if membership is None:
        raise Http404
    if membership.role not in RIGHTS[right]:
        raise PermissionDenied(f"Your role in this clinic does not let you {right}.")
    membership.clinic = clinic
    return membership


def clinic_for(request: HttpRequest, clinic_id: UUID, right: str = "see patients") -> Clinic:
    """A clinic in which the requester has the right."""
    clinic = Clinic.objects.filter(pk=clinic_id).first()
    if clinic is None:
        raise Http404
    admit(request, clinic, right)
    return clinic


def may(membership: Membership, right: str) -> bool:
    """Whether a member has a right; for what a page offers."""
    return membership.role in RIGHTS[right]


def rights_in(request: HttpRequest, clinic: Clinic) -> frozenset[str]:
    """Every right the requester has in the clinic; for what a page shows and offers."""
    role = (
        Membership.objects.filter(clinic=clinic, user=signed_in(request), active=True)
        .values_list("role", flat=True)
        .first()
    )
    return frozenset(right for right, roles in RIGHTS.items() if role in roles)


def clinic_to_run(request: HttpRequest, clinic_id: UUID) -> Clinic:
    """A clinic that the requester owns, after she has proved anew that it is she."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    raise_if_reauthentication_required(request, app="allauth.account")
    return clinic


def member_to_change(request: HttpRequest, member_id: UUID) -> Membership:
    """A membership of a clinic that the requester owns, after she has proved that it is she."""
    member = Membership.objects.filter(pk=member_id).select_related("clinic", "user").first()
    if member is None:
        raise Http404
    admit(request, member.clinic, "run the clinic")
    raise_if_reauthentication_required(request, app="allauth.account")
    return member
