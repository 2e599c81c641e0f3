"""The clinic's settings. What differs between installations comes from the environment.

docs/clinic.md names every variable; a test insists.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from yintang.clinic.environment import (
    data_folder,
    database,
    flag,
    hosts,
    listed,
    secret,
    site,
    text,
    whole_number,
)

HERE = Path(__file__).resolve().parent
DATA_DIR = data_folder()
PHOTOS_DIR = DATA_DIR / "photos"

SECRET_KEY = secret("SECRET_KEY", 50)
DEBUG = flag("DEBUG", False)
HTTPS = flag("HTTPS", True)
DEMO = flag("DEMO", False)
ALLOWED_HOSTS = hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("ORIGINS", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "yintang.clinic.accounts",
    "yintang.clinic.clinics",
    "yintang.clinic.audit",
    "yintang.clinic.patients",
    "yintang.clinic.photos",
    "yintang.clinic.care",
    "yintang.clinic.progress",
    "yintang.clinic.booking",
    "yintang.clinic.calendars",
    "yintang.clinic.outbox",
    "yintang.clinic.packages",
    "yintang.clinic.rebooking",
    "yintang.clinic.portal",
    "yintang.clinic.waiting",
    "yintang.clinic.directory",
    "yintang.clinic.evidence",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yintang.clinic.accounts.middleware.never_stored",
    "yintang.clinic.accounts.middleware.sign_off_when_idle",
]

ROOT_URLCONF = "yintang.clinic.urls"
WSGI_APPLICATION = "yintang.clinic.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yintang.clinic.clinics.context.memberships",
            ],
            "builtins": ["yintang.clinic.clinics.templatetags.words"],
        },
    }
]

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'yintang.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SIGN_OFF_MINUTES = whole_number("SIGN_OFF_MINUTES", 30, 1, 720)

ACCOUNT_ADAPTER = "yintang.clinic.accounts.adapter.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "welcome": "10/m/ip",
    "feed": "120/m/ip",
    "book": "60/h/ip",
    "look": "60/m/ip",
    "entry": "10/m/ip,5/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Yintang"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False

SITE = site("SITE")
SMTP = text("SMTP_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if SMTP
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = SMTP
EMAIL_PORT = whole_number("SMTP_PORT", 587, 1, 65535)
EMAIL_HOST_USER = text("SMTP_USER", "")
EMAIL_HOST_PASSWORD = text("SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("SMTP_TLS", True)
DEFAULT_FROM_EMAIL = text("FROM_EMAIL", "yintang@localhost")

LANGUAGE_CODE = "en-gb"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("PROXY", False) else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # Needle marks are placed by style attributes, and drawings carry their own rules.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "quiet": {
            "()": "yintang.clinic.quiet.WithoutWords",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A refused form or a missing page is no fault of the program.
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # Each request's first line would be a record of who looked at whom.
        "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # A page asks for a dozen files at once; that they wait for a moment is no fault.
        "waitress.queue": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
