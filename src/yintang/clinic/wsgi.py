"""The WSGI application, for `yintang serve` and for any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yintang.clinic.settings")

application = get_wsgi_application()
