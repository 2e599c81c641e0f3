"""The clinic's settings under test: its own folder, cheap passwords, plain HTTP.

`YINTANG_DATABASE_URL` decides the database, as it does for the real thing.
"""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("YINTANG_SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("YINTANG_HTTPS", "0")
os.environ["YINTANG_DATA_DIR"] = tempfile.mkdtemp(prefix="yintang-tests-")
atexit.register(shutil.rmtree, os.environ["YINTANG_DATA_DIR"], ignore_errors=True)

from yintang.clinic.settings import *  # noqa: E402, F403 - the environment comes first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Otherwise every client of every test looks through all static files. Real servers have tests too.
WHITENOISE_AUTOREFRESH = True
