"""All settings, one file. Every value comes from the environment or `.env`; docs/running.md lists them.

A wrong value does not stop the import: it is collected in WRONG_SETTINGS, `manage.py check` names it with a remedy, and
the server refuses to start (config/wsgi.py).
"""

from pathlib import Path
from urllib.parse import urlsplit

import django
import environ
from django.conf.global_settings import LANGUAGES

from config.environment import Environment
from config.newer_sqlite import use_newer_sqlite

_sqlite_options = use_newer_sqlite()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(BASE_DIR / ".env")

DEBUG = env.flag("DEBUG", default=False)
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")
SECRET_KEY = env.secret_key("SECRET_KEY", DATA_DIR / "secret_key")
PORT = env.number("PORT", 8000)
SITE_URL = env.site_url("SITE_URL", f"http://127.0.0.1:{PORT}")
SITE_NAME = env.text("SITE_NAME", "Verger")
READERS = env.choice("READERS", ("public", "signed-in"), "public")
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
LANGUAGE_CODE = env.choice(
    "LANGUAGE_CODE", [code for code, _ in LANGUAGES], "en-gb", "Set it to a language code such as en-gb or de."
)
SEARCH_LOG_DAYS = env.number("SEARCH_LOG_DAYS", 90, most=3650)
RUN_DAYS = env.number("RUN_DAYS", 90, most=3650)
SEARCH_MEANING = env.flag("SEARCH_MEANING", default=True)

# Where we are reached. Behind a proxy with TLS, SITE_URL begins with https:// and everything follows from it.
_site = urlsplit(SITE_URL)
IS_HTTPS = _site.scheme == "https"
_host = f"[{_site.hostname}]" if ":" in _site.hostname else _site.hostname
ALLOWED_HOSTS = sorted({_host, "127.0.0.1", "localhost", "[::1]"})
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "config.apps.VergerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "config.apps.VergerConfig",
    "kb",
    "wizard",
]
MIDDLEWARE = [
    "config.headers.security_headers",
    "config.compression.CompressPagesForVisitors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.readers.signed_in_readers",
    "kb.searches.count_clicks",
    "kb.addresses.moved_and_withdrawn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ]
        },
    }
]

# Databases. SQLite: FULL keeps every acknowledged write through a power cut (NORMAL does not), IMMEDIATE makes writers
# wait in line instead of failing. No mmap_size: it gains little and multiplies the fault in config/newer_sqlite.py.
# Threads keep their connection for ten minutes: opening one for each request takes longer.
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "verger.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; "
            "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864"
        ),
        **_sqlite_options,
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "options": "-c statement_timeout=5000 -c idle_in_transaction_session_timeout=15000",
        **DATABASES["default"].get("OPTIONS", {}),  # what DATABASE_URL says after the ?, such as sslmode
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": env.url(
        "CACHE_URL",
        "locmemcache://",
        environ.Env.cache_url_config,
        "Set it to redis://:password@host:6379/0, or leave it out.",
    )
}

# Mail. Without EMAIL_URL, mails are printed where the server runs.
_mail = env.url(
    "EMAIL_URL",
    "consolemail://",
    environ.Env.email_url_config,
    "Set it to smtp+tls://user:password@host:587, or leave it out to print mails on the console.",
)
_port = 465 if _mail.get("EMAIL_USE_SSL") else 587 if _mail.get("EMAIL_USE_TLS") else 25
_smtp = {
    "host": _mail.get("EMAIL_HOST"),
    "port": _mail.get("EMAIL_PORT") or _port,
    "username": _mail.get("EMAIL_HOST_USER") or "",
    "password": _mail.get("EMAIL_HOST_PASSWORD") or "",
    "use_tls": _mail.get("EMAIL_USE_TLS", False),
    "use_ssl": _mail.get("EMAIL_USE_SSL", False),
    "timeout": 10,
}
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": _mail["EMAIL_BACKEND"], "OPTIONS": _smtp if _mail["EMAIL_HOST"] else {}}}
else:
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = _smtp["host"] or "localhost", _smtp["port"], _smtp["timeout"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _smtp["username"], _smtp["password"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp["use_tls"], _smtp["use_ssl"]
DEFAULT_FROM_EMAIL = env.sender("EMAIL_FROM", f"verger@{_site.hostname}")

# Signing in.
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "home", "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
CSRF_FAILURE_VIEW = "config.views.form_out_of_date"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if IS_HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True
    SILENCED_SYSTEM_CHECKS = ["security.W021"]  # browsers' preload lists are for the owner of the domain to decide
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked from this machine, without the proxy
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# Texts, times, files.
USE_I18N = USE_TZ = True
STATIC_URL, STATIC_ROOT = "static/", BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ROOT = BASE_DIR / "static-root"  # what browsers ask for at the root without being told: /favicon.ico
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"refusals": {"()": "config.quiet_log.TracebacksOfFaultsOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "INFO"},
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}

WRONG_SETTINGS = env.wrong
