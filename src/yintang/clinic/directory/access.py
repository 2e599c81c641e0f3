"""The only way to obtain what the directory keeps: for the public, its owners and verifiers."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from yintang.clinic.clinics.access import admit, clinic_for, may, signed_in
from yintang.clinic.clinics.models import Membership
from yintang.clinic.directory.models import Credential, Listing, Practitioner, Verifier
from yintang.clinic.directory.models.practitioner import PUBLIC


def public_listings() -> QuerySet[Listing]:
    """Every listing that anybody may read."""
    return Listing.objects.filter(published_at__isnull=False).select_related("clinic")


def public_practitioners() -> QuerySet[Practitioner]:
    """Every practitioner whom anybody may read about."""
    return Practitioner.objects.filter(PUBLIC).select_related("listing__clinic", "membership__user")


def public_listing(slug: str) -> Listing:
    """A published listing, for anybody."""
    listing = public_listings().filter(slug=slug).first()
    if listing is None:
        raise Http404
    return listing


def public_practitioner(clinic_slug: str, slug: str) -> Practitioner:
    """A practitioner who agreed to be shown, at a published clinic, for anybody."""
    found = public_practitioners().filter(listing__slug=clinic_slug, slug=slug).first()
    if found is None:
        raise Http404
    return found


def listing_to_run(request: HttpRequest, clinic_id: UUID) -> Listing:
    """The listing of a clinic that the requester owns, begun if there is none yet."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    listing = Listing.of(clinic)
    listing.clinic = clinic
    return listing


def own_entry(request: HttpRequest, clinic_id: UUID) -> Practitioner:
    """The requester's own entry at a clinic where she treats, begun if there is none yet."""
    clinic = clinic_for(request, clinic_id, "write notes")
    membership = admit(request, clinic, "write notes")
    entry = Practitioner.of(membership)
    entry.membership, entry.listing.clinic = membership, clinic
    return entry


def credential_to_change(request: HttpRequest, credential_id: UUID) -> Credential:
    """A credential of the requester herself, or any of a clinic that she owns."""
    credential = _credential(credential_id)
    membership = admit(request, credential.clinic, "see patients")
    her = credential.practitioner
    hers = her is not None and her.membership_id == membership.pk and may(membership, "write notes")
    if not hers and not may(membership, "run the clinic"):
        raise PermissionDenied("Only she whose credential it is, or the owner, may change it.")
    return credential


def verifier(request: HttpRequest) -> Verifier:
    """The requester as a verifier of this installation; to anybody else the page is not there."""
    found = Verifier.objects.filter(user=signed_in(request)).first()
    if found is None:
        raise Http404
    return found


def waiting_for_a_check(me: Verifier, today: date) -> QuerySet[Credential]:
    """Credentials whose check is missing or no longer holds, but none of her own clinics."""
    rows = Credential.objects.filter(Q(holds_until=None) | Q(holds_until__lt=today))
    own = Membership.objects.filter(user=me.user, active=True).values("clinic")
    rows = rows.exclude(listing__clinic__in=own)
    return rows.select_related("listing__clinic", "practitioner").order_by("order", "body")


def credential_to_verify(request: HttpRequest, credential_id: UUID) -> tuple[Verifier, Credential]:
    """A credential for a verifier to check, but not one of her own clinic."""
    me = verifier(request)
    credential = _credential(credential_id)
    if Membership.objects.filter(clinic=credential.clinic, user=me.user, active=True).exists():
        raise PermissionDenied("You work at this clinic, so somebody else must check this.")
    return me, credential


def _credential(credential_id: UUID) -> Credential:
    found = (
        Credential.objects.filter(pk=credential_id)
        .select_related("listing__clinic", "practitioner__membership")
        .first()
    )
    if found is None:
        raise Http404
    return found
