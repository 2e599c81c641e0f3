"""What the directory keeps: listings, practitioners, credentials, and how they are found."""

from yintang.clinic.directory.models.credential import Credential, Verifier
from yintang.clinic.directory.models.listing import Listing, Price
from yintang.clinic.directory.models.practitioner import Practitioner, Term

__all__ = ["Credential", "Listing", "Practitioner", "Price", "Term", "Verifier"]
