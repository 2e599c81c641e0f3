"""Proving once more that it is oneself, on the page "Is it you?"."""

from django.test import Client


def proven(client: Client) -> Client:
    """The same browser, in which the password was typed just now."""
    client.post("/account/reauthenticate/", {"password": "correct horse"})
    return client
