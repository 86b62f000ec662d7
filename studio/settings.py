"""Everything comes from the environment. Nothing set is the embedded default: one folder, one machine, no services."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from studio import env, stores

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = env.folder("STUDIO_VAR", BASE_DIR / "var")
DEBUG = env.flag("STUDIO_DEBUG")
PUBLIC_URL = env.address("STUDIO_PUBLIC_URL")
HTTPS = PUBLIC_URL.startswith("https://")
EMBEDDED = not env.text("DATABASE_URL")

if not EMBEDDED and not env.text("STUDIO_SECRET_KEY"):
    raise env.BadSetting("DATABASE_URL is set, so STUDIO_SECRET_KEY must be too: every process needs the same one.")
if not EMBEDDED and not PUBLIC_URL:
    raise env.BadSetting(
        "DATABASE_URL is set, so STUDIO_PUBLIC_URL must be too, such as https://storyreel.example.com."
    )
if DEBUG and HTTPS:
    raise env.BadSetting(
        "STUDIO_DEBUG shows everybody what should stay inside; turn it off where the address is https."
    )

SECRET_KEY = env.kept_secret("STUDIO_SECRET_KEY", VAR / "secret")
SEAL_KEYS = env.seal_keys("STUDIO_SEAL_KEYS", VAR / "seal")
ENVIRONMENT = env.choice("STUDIO_ENVIRONMENT", ("main", "staging", "test"), "main")
# What providers may be reached at beside public https addresses, and where the practice provider and this site are here.
ALLOWED_PRIVATE_HOSTS = env.hosts("STUDIO_ALLOWED_PRIVATE_HOSTS")
PRACTICE_URL = env.base("STUDIO_PRACTICE_URL")
MOST_WAITING = env.number("STUDIO_MOST_WAITING", 300, least=1)
GUESTS_AN_HOUR = env.number("STUDIO_GUESTS_AN_HOUR", 30, least=1)
LOCAL_URL = env.address("STUDIO_LOCAL_URL")
ALLOWED_HOSTS = env.words(
    "STUDIO_HOSTS", (urlsplit(PUBLIC_URL).hostname or "",) if PUBLIC_URL else ("localhost", "127.0.0.1", "[::1]")
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

INSTALLED_APPS = [
    "projects.apps.ProjectsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "studio.doors.PrivateAnswers",
    "studio.doors.SignedInDoor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "studio.urls"
WSGI_APPLICATION = "studio.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "projects.views.context.shell",
            ],
        },
    }
]

DATABASES = stores.databases(VAR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = stores.caches(VAR)

AUTH_USER_MODEL = "projects.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_ADAPTER = "projects.views.signup.Adapter"
# One account is guarded by axes; this is for one address that tries many.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Storyreel: "
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "email"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True

SESSION_COOKIE_NAME = "__Host-s" if HTTPS else "storyreel_session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "storyreel_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env.flag("STUDIO_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_IPWARE_PROXY_COUNT = 1
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("STUDIO_TIME_ZONE", "UTC")
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "studio.static.SheetFinder",
]
STATIC_ROOT = env.folder("STUDIO_STATIC", VAR / "static")
MEDIA_ROOT = env.folder("STUDIO_MEDIA", VAR / "media")
UPLOADS_ROOT = VAR / "uploads"
SCRATCH_ROOT = env.folder("STUDIO_SCRATCH", VAR / "scratch")
STORAGES = stores.storages()
WHITENOISE_MAX_AGE = 3600

CELERY_BROKER_URL = stores.broker_url(VAR)
globals().update(stores.broker_ways(CELERY_BROKER_URL))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
# Safe only because a claim with a fence makes a second start a no-op.
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 570
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "media"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_TIMER_PRECISION = 0.5
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("STUDIO_MAIL_FROM", "Storyreel <storyreel@localhost>")
globals().update(env.mail("STUDIO_MAIL_URL"))

LOGGING_CONFIG = "studio.logs.configure"
LOGGING = {
    "level": env.choice("STUDIO_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "INFO"),
    "json": env.choice("STUDIO_LOG_FORMAT", ("plain", "json"), "plain" if os.isatty(2) else "json") == "json",
}
