"""Who may do what: the table of rights, and the only way to obtain a clinic.

A stranger learns nothing (404); a member without the right is told so (403).
"""

from uuid import UUID

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
