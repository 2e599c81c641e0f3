"""Who may open: Packages, accounts, invoices and takings."""

RULES = {
    "packages": ("GET", "see patients"),
    "package-new": ("GET", "run the clinic"),
    "package": ("GET", "run the clinic"),
    "invoice-words": ("GET", "run the clinic"),
    "takings": ("GET", "edit patients"),
    "takings-csv": ("GET", "edit patients"),
    "patient-account": ("GET", "edit patients"),
    "package-sell": ("POST", "edit patients"),
    "account-charge": ("POST", "edit patients"),
    "account-pay": ("POST", "edit patients"),
    "visit-settle": ("POST", "edit patients"),
    "credit-reverse": ("POST", "edit patients"),
    "invoice": ("GET", "edit patients"),
    "invoice-credit": ("GET", "edit patients"),
    "receipt": ("GET", "edit patients"),
    "payment-reverse": ("POST", "edit patients"),
    "mine-account": ("GET", "the patient"),
    "mine-invoice": ("GET", "the patient"),
    "mine-receipt": ("GET", "the patient"),
}
OBJECTS = {
    "package_id": "package",
    "invoice_id": "invoice",
    "own_invoice_id": "invoice",
    "payment_id": "payment",
    "own_payment_id": "payment",
    "credit_id": "credit",
}
