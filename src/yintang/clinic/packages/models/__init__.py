"""What is sold, and the rows of both ledgers."""

from yintang.clinic.packages.models.invoice import Invoice
from yintang.clinic.packages.models.ledger import Account, Credit, Money
from yintang.clinic.packages.models.offer import Books, Package

__all__ = ["Account", "Books", "Credit", "Invoice", "Money", "Package"]
