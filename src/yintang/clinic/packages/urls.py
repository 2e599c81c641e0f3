"""Addresses of packages, accounts, invoices and the day's takings."""

from django.urls import URLPattern, URLResolver, include, path

from yintang.clinic.packages import views_account, views_clinic, views_own, views_sheets

# /clinics/<uuid>/
clinic_urls = [
    path("packages/", views_clinic.packages, name="packages"),
    path("packages/new/", views_clinic.package_new, name="package-new"),
    path("invoice-words/", views_clinic.invoice_words, name="invoice-words"),
    path("takings/", views_clinic.takings, name="takings"),
    path("takings/csv/", views_clinic.takings_csv, name="takings-csv"),
]

# /patients/<uuid>/account/
account_urls = [
    path("", views_account.patient_account, name="patient-account"),
    path("sell/", views_account.package_sell, name="package-sell"),
    path("charge/", views_account.account_charge, name="account-charge"),
    path("pay/", views_account.account_pay, name="account-pay"),
]

# /mine/<uuid>/account/
mine_urls = [
    path("", views_own.mine_account, name="mine-account"),
    path("invoices/<uuid:own_invoice_id>/", views_own.mine_invoice, name="mine-invoice"),
    path("receipts/<uuid:own_payment_id>/", views_own.mine_receipt, name="mine-receipt"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("clinics/<uuid:clinic_id>/", include(clinic_urls)),
    path("packages/<uuid:package_id>/", views_clinic.package, name="package"),
    path("patients/<uuid:patient_id>/account/", include(account_urls)),
    path("visits/<uuid:visit_id>/settle/", views_account.visit_settle, name="visit-settle"),
    path("credits/<uuid:credit_id>/reverse/", views_account.credit_reverse, name="credit-reverse"),
    path("invoices/<uuid:invoice_id>/", views_sheets.invoice, name="invoice"),
    path("invoices/<uuid:invoice_id>/credit/", views_sheets.invoice_credit, name="invoice-credit"),
    path("payments/<uuid:payment_id>/", views_sheets.receipt, name="receipt"),
    path(
        "payments/<uuid:payment_id>/reverse/", views_account.payment_reverse, name="payment-reverse"
    ),
    path("mine/<uuid:patient_id>/account/", include(mine_urls)),
]
