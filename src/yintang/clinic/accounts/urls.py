"""Signing in and out, and one's own sign-ins. Most of it is allauth's."""

from django.urls import include, path

from yintang.clinic.accounts import views

urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("account/", views.account, name="account"),
    path("account/here/", views.here, name="here"),
    # Stands before allauth's page of the same address, and takes its place.
    path("account/email/", views.account_email, name="account-email"),
    path("account/", include("allauth.urls")),
]
