"""Settings of Calfsite, all from the environment (or the `.env` file that `make setup` writes).

Defaults are the safe ones: no debug, HTTPS on, no secret key. A wrong or missing value stops the start with a
sentence that says what to set.
"""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from calfsite.lib.dialing import is_dialable

django_stubs_ext.monkeypatch()  # Django's generic classes take type parameters at run time too

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(str(BASE_DIR / ".env"))  # the real environment wins over the file


def switch(name: str, *, default: bool) -> bool:
    """A setting that is on or off. Anything else is refused, so that a typo cannot turn HTTPS off."""
    word = env.str(name, default="on" if default else "off").strip().lower()
    if word not in {"on", "true", "yes", "1", "off", "false", "no", "0"}:
        raise ImproperlyConfigured(f"{name} is {word!r}. Set it to on or off.")
    return word in {"on", "true", "yes", "1"}


def one_of(name: str, *, words: tuple[str, ...]) -> str:
    """A setting that is one of these words, by default the first. Anything else is refused."""
    word: str = env.str(name, default=words[0]).strip().lower()
    if word not in words:
        raise ImproperlyConfigured(f"{name} is {word!r}. Set it to {', '.join(words[:-1])} or {words[-1]}.")
    return word


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Run `make setup`, or set it to a long random text.")
DEBUG = switch("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The site's address, for absolute links; by default the host of each request.
SITE_URL = env.str("SITE_URL", default="").strip().rstrip("/")
if SITE_URL and not re.fullmatch(r"https?://[\w.:\[\]-]+", SITE_URL, re.ASCII):
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}. Set it to the site's address, such as https://calf.example.")

# The practice that runs the site, until an administrator fills in its details on the desk (docs/practice.md).
PRACTICE_NAME = env.str("PRACTICE_NAME", default="Calfsite")
EMERGENCY_NUMBER = env.str("EMERGENCY_NUMBER", default="112").strip()
if not is_dialable(EMERGENCY_NUMBER):
    raise ImproperlyConfigured(
        f"EMERGENCY_NUMBER is {EMERGENCY_NUMBER!r}, which no phone can dial. Set it to digits, such as 112 or 911."
    )

INSTALLED_APPS = [
    "articles",
    "articles.newsletter",
    "triage",
    "crispy_forms",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "calfsite.apps.DeskConfig",  # django.contrib.admin, with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "calfsite.apps.CalfsiteConfig",  # the last, because it replaces the admin classes of those above
]

# The addresses of these rooms: calfsite/urls.py and the middleware read them.
TRIAGE_PATH, NEWSLETTER_PATH, DESK_PATH = "/triage/", "/newsletter/", "/admin/"

MIDDLEWARE = [
    "calfsite.serving.middleware.no_body_on_head",
    "django.middleware.security.SecurityMiddleware",
    "calfsite.serving.middleware.readable_query",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "calfsite.serving.middleware.Compression",
    "calfsite.serving.middleware.content_security_policy",
    "calfsite.serving.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "calfsite.serving.middleware.Accounts",
    "django_otp.middleware.OTPMiddleware",
    "calfsite.serving.middleware.Messages",
    "calfsite.accounts.idle.end_idle_sessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "calfsite.urls"
WSGI_APPLICATION = "calfsite.wsgi.application"

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
                "calfsite.practice.current.context",
                "calfsite.lib.address.context",
            ],
        },
    },
]
CRISPY_TEMPLATE_PACK = "crispy"  # templates/crispy/: our own small accessible pack
CRISPY_ALLOWED_TEMPLATE_PACKS = ["crispy"]
CRISPY_FAIL_SILENTLY = False

# Embedded default: SQLite and an in-process cache, no other service.
EMBEDDED_DATABASE = f"sqlite:///{quote(str(BASE_DIR / 'var' / 'db.sqlite3'))}"  # quoted: the path may hold a space
DATABASES = {"default": env.db("DATABASE_URL", default=EMBEDDED_DATABASE)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "calfsite.lib.postgresql"
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # after a restart, nobody's first page fails
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

LANGUAGE_CODE = "en"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # files that browsers request at the root without a link to them
ILLUSTRATIONS = BASE_DIR / "static" / "illustrations"  # the drawings that articles show by name
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "calfsite.lib.staticfiles.Storage"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Signing in: docs/accounts.md.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SECOND_FACTOR = one_of("SECOND_FACTOR", words=("optional", "required", "off"))


def practice_name(device: object) -> str:
    """The name under which an authenticator app lists the codes."""
    practice = import_string("calfsite.practice.current.practice")  # which needs the settings
    return str(practice().name)


OTP_TOTP_ISSUER = practice_name
SESSION_COOKIE_AGE = 8 * 60 * 60  # a clinician's working day
SESSION_IDLE_SECONDS = 60 * env.int("SESSION_IDLE_MINUTES", default=30)
if SESSION_IDLE_SECONDS <= 0:
    raise ImproperlyConfigured("SESSION_IDLE_MINUTES must be 1 or more.")

# After five failures a name is locked out for 15 minutes, at the address that they came from; and whoever tries many
# names there is slowed down (calfsite/accounts/throttle.py).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying again too soon does not extend it
AXES_CLIENT_IP_CALLABLE = "calfsite.lib.address.client_network"
AXES_USERNAME_CALLABLE = "calfsite.accounts.sign_in.lockout_name"
AXES_LOCKOUT_CALLABLE = "calfsite.accounts.sign_in.locked_out"
AXES_ENABLE_ADMIN = False  # the audit log has the failures, without what else was typed
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Security headers. No page may load, run or send anything outside its own origin.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would send `Origin: null`, which CSRF protection refuses
HTTPS = switch("HTTPS", default=True)  # off only for http://127.0.0.1 on one's own machine
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "calfsite.serving.error_pages.csrf_failure"
BEHIND_PROXY = switch("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A patient's answers live in a cookie of their browser for this long, and nowhere else.
JOURNEY_LIFETIME_SECONDS = 4 * 60 * 60

SECOND_APPROVAL = switch("SECOND_APPROVAL", default=True)  # off only in a practice with a single clinician
WATCH_SECONDS = 1.0  # how often each process looks for withdrawn versions, those due, and new practice details
TOTALS_SECONDS = env.float("TOTALS_SECONDS", default=60)  # how often each process writes the daily totals

# Mail, for the email list only. Without EMAIL_URL it is printed to the console: docs/newsletter.md.
mail = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = mail["EMAIL_BACKEND"]
EMAIL_HOST = mail["EMAIL_HOST"] or "localhost"
EMAIL_HOST_USER = mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = bool(mail.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(mail.get("EMAIL_USE_SSL"))
EMAIL_PORT = mail["EMAIL_PORT"] or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
EMAIL_FILE_PATH = mail["EMAIL_FILE_PATH"] or None
EMAIL_TIMEOUT = 10  # seconds; somebody waits for the page
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="calfsite@localhost")

# The email list. Where mail is only printed, it is open only on a developer's own machine (HTTPS off).
IS_MAIL_PRINTED = EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend"
NEWSLETTER = switch("NEWSLETTER", default=not (HTTPS and IS_MAIL_PRINTED))
NEWSLETTER_CONFIRM_DAYS = 3  # how long the link in the first mail works
NEWSLETTER_FORGET_DAYS = 7  # then an address that nobody confirmed is deleted
NEWSLETTER_MAILS_PER_ADDRESS = 3  # to one address a day, by anybody's request
NEWSLETTER_TRIES_PER_CLIENT = 10  # from one network an hour; a whole clinic may share it
NEWSLETTER_MAILS_PER_HOUR = env.int("NEWSLETTER_MAILS_PER_HOUR", default=100)  # in all, to join, by each process
NEWSLETTER_SENDING_TRIES = 5  # of a refused digest to one reader, before giving up

# Values that an article may quote, as `{{ kind:key }}`; each function takes keys and returns, of those
# that it knows, a `calfsite.lib.units.Quantity` where the value is a number with a unit, and text otherwise.
ARTICLE_VALUES = {
    "threshold": "triage.versions.live.threshold_quantities",
    "limit": "triage.versions.live.limit_quantities",
    "sign": "triage.versions.live.sign_texts",
    "practice": "calfsite.practice.current.texts",
}

# What search finds in other apps; each function gives a dictionary for each entry: address, title, summary …
SEARCH_SOURCES = {"triage": "triage.search_feed.entries"}

# Which live triages send patients to an article: it can't move or be taken back meanwhile.
ARTICLE_NAMED_BY = "triage.search_feed.naming_article"

# How the triage's desk finds articles, to link to and to say where a threshold is quoted.
TRIAGE_ARTICLES = {"all": "articles.lookup.all_articles", "quoting": "articles.lookup.quoting"}

# Nothing that a patient types may reach a log, nor which page they are on: LogLine cuts addresses. So no email of
# failed requests (it would quote the form), and no access log.
LINE = "{asctime} {levelname} {name}: {message}"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "calfsite.serving.log_lines.LogLine",
            "format": LINE,
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},  # manage.py runserver
        "axes": {"level": "ERROR"},  # failed sign-ins are in the audit log
    },
}
