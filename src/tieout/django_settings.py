"""Django, told by `tieout.settings` and by nothing else."""

import secrets
from urllib.parse import urlsplit

from tieout.settings import settings
from tieout.store.database import django_database
from tieout.store.vault import kept

_settings = settings()
_base = urlsplit(_settings.base_url)

SECRET_KEY = _settings.secret_key or kept(_settings.home / "secret.key", make=lambda: secrets.token_urlsafe(48))
DEBUG = False
ALLOWED_HOSTS = [_base.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _base.scheme == "https"
SESSION_COOKIE_NAME = "tieout_session"
CSRF_COOKIE_NAME = "tieout_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATABASES = {"default": django_database(_settings)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
ROOT_URLCONF = "tieout.web.urls"
STATIC_URL = "/static/"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "ninja",
    "tieout.store",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tieout.web.headers.security_headers",
    "tieout.web.plain_problems.plain_problems",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth"]
        },
    }
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
# The rate limits of sign-in count in the database, because every process must see the same count.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}

HEADLESS_ONLY = True
HEADLESS_CLIENTS = ["browser"]
# Whole addresses: a link in a mail must not be made of what a request said its host was.
HEADLESS_FRONTEND_URLS = {
    "account_reset_password_from_key": f"{_settings.base_url}/reset/{{key}}",
    "account_confirm_email": f"{_settings.base_url}/sign-in",
    "account_reset_password": f"{_settings.base_url}/forgotten",
    "account_signup": f"{_settings.base_url}/sign-in",
    "socialaccount_login_error": f"{_settings.base_url}/sign-in",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "tieout.web.auth.ClosedSignup"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = _settings.trusted_proxies
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "tieout.web.second_step.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# An address is not proved where the invitation's link was copied by hand, and such a person may have a second step, too.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A clock that is half a minute wrong is common on telephones.
MFA_TOTP_TOLERANCE = 1

SOCIALACCOUNT_ADAPTER = "tieout.web.single_sign_on.ByInvitation"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": _settings.oidc_name,
                "client_id": _settings.oidc_client_id,
                "secret": _settings.oidc_client_secret,
                "settings": {"server_url": _settings.oidc_issuer.rstrip("/")},
            }
        ]
        if _settings.oidc_issuer
        else [],
    }
}

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _settings.smtp_host else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _settings.smtp_host, _settings.smtp_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _settings.smtp_user, _settings.smtp_password
EMAIL_USE_TLS, EMAIL_USE_SSL = _settings.smtp_security == "starttls", _settings.smtp_security == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _settings.mail_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "tieout.web.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _settings.log_level},
}
