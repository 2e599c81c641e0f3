"""A mail server, and appointments to write about."""

import pytest

from clinic.outbox.smtp_server import mailbox


@pytest.fixture
def post_office(settings):
    with mailbox() as server:
        settings.SMTP = settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.EMAIL_USE_TLS = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "desk@willow.example"
        settings.SITE = "https://willow.example"
        yield server
