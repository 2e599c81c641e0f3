"""Signing in and out, and one's own sign-ins. Most of it is allauth's."""

from django.urls import include, path

from yintang.clinic.accounts import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/", include("allauth.urls")),
]
