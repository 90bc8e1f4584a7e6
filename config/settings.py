"""Settings, all from the environment; the README lists every variable.

Without any variable set the product runs on its embedded default: SQLite and a
filesystem broker under ``var/`` in the checkout.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from core import keys

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
for folder in (DATA_DIR, DATA_DIR / "files"):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=(DATA_DIR / "DEMO").exists())  # every page and PDF bears 演练
EXERCISE = env.bool("EXERCISE", default=False)  # this is the exercise beside a real product, see core/exercise.py
EXERCISE_DIR = Path(env("EXERCISE_DIR", default=str(DATA_DIR / "exercise"))).resolve()
EXERCISE_PORT = env.int("EXERCISE_PORT", default=env.int("PORT", default=8000) + 1)

# --- keys: files of their own, outside the database, made at first start -------------
KEYS_DIR = Path(env("KEYS_DIR", default=str(DATA_DIR / "keys"))).resolve()
CRYPTO_SUITE = env("CRYPTO_SUITE", default="INTL")  # INTL: AES-256-GCM, HMAC-SHA-256; GM: SM4-GCM, HMAC-SM3
SECRET_KEY = keys.text_key(KEYS_DIR, "session")

# --- web -----------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BEHIND_TLS = env.bool("BEHIND_TLS", default=False)
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "lucide",
    "csp",
    "core",
    "accounts",
    "communities",
    "interviews",
    "discipline",
    "candidates",
    "reports",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before the static files, which have the policy too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.CompressPagesMiddleware",
    "core.middleware.NoStoreMiddleware",  # outside all that may refuse a request
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.RequestContextMiddleware",  # who and from where, for the audit
    "accounts.middleware.SessionLimitMiddleware",  # idle and absolute limits, forced password change
    "core.middleware.AccessDeclaredMiddleware",  # refuses a view that declares no permission
    "core.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "NAME": "django",
        "BACKEND": "core.templates.Templates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.page",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "core.templatetags.display",
            ],
            # Partials outside, cotton inside: the other way round sends <c-…> to the browser as text.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- data ------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a record that was acknowledged survives a power cut. secure_delete: nothing of a person stays behind.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Its disks are not spinning, and a page of fifty rows is no reason to start further processes.
    planning = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0"
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = f"-c lock_timeout=8000 {planning}"
if env("DATABASE_REPLICA_URL", default=""):  # see core/replica.py
    DATABASES["replica"] = env.db("DATABASE_REPLICA_URL")
    if {(each["ENGINE"], each["NAME"]) for each in DATABASES.values()} != {
        ("django.db.backends.postgresql", DATABASES["default"]["NAME"])
    }:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL must name the same PostgreSQL database as DATABASE_URL.")
    DATABASES["replica"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # Nobody waits long for a host that is gone.
    DATABASES["replica"].setdefault("OPTIONS", {}).update(connect_timeout=2, tcp_user_timeout=10_000)
    DATABASE_ROUTERS = ["core.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL and not urlsplit(REDIS_URL).password and not REDIS_URL.startswith("unix:"):
    raise ImproperlyConfigured("REDIS_URL names no password: whoever reaches such a queue commands the worker.")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Written parts of home pages name people: they stay in the process that wrote them. Five parts of the homes of as many
    # accounts as core.access keeps answers of; what was not looked at for longest goes first.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

# --- people ----------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "reports:home"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# 等保 2.0 is the default; it deviates from ASVS 6.2.5 (no composition rules) and 6.2.10 (no forced change).
PASSWORD_MIN_LENGTH = env.int("PASSWORD_MIN_LENGTH", default=12)
PASSWORD_MIN_CLASSES = env.int("PASSWORD_MIN_CLASSES", default=3)
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=90)
PASSWORD_WARN_DAYS = env.int("PASSWORD_WARN_DAYS", default=7)
PASSWORD_HISTORY = env.int("PASSWORD_HISTORY", default=5)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {
        "NAME": "accounts.passwords.LengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.CharacterClassValidator", "OPTIONS": {"min_classes": PASSWORD_MIN_CLASSES}},
    {"NAME": "accounts.passwords.PasswordHistoryValidator", "OPTIONS": {"keep": PASSWORD_HISTORY}},
]
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = env.int("LOGIN_LOCK_MINUTES", default=10) / 60
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "accounts.lockout.key_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else a stranger could keep a name locked for ever
AXES_DISABLE_ACCESS_LOG = True  # the audit has it
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=15)
SESSION_ABSOLUTE_HOURS = env.int("SESSION_ABSOLUTE_HOURS", default=8)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_HOURS * 3600  # the row on the server lives no longer than the session may
CSRF_FAILURE_VIEW = "accounts.views.stale_form"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
if BEHIND_TLS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if EXERCISE:  # cookies know hosts, not ports: the exercise's must not push out the real product's
    prefix = "__Host-" if BEHIND_TLS else ""
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{prefix}exercise-session", f"{prefix}exercise-csrf"
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])  # whose X-Forwarded-For is believed
if env("WEB_SOCKET", default=""):
    TRUSTED_PROXIES.append("")  # who asks there has no address, and is the proxy: nobody else reaches the socket

# --- headers ---------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"

# --- uploads: held in memory, then encrypted; no plain copy touches the disk -------------
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "core.files.RefuseLargeUpload"]
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=20) * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- static ----------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "npm.finders.NpmFinder",
]
NPM_ROOT_PATH = str(BASE_DIR)
NPM_FILE_PATTERNS = {
    "bootstrap": [
        "dist/css/bootstrap.min.css",
        "dist/css/bootstrap.min.css.map",
        "dist/js/bootstrap.bundle.min.js",
        "dist/js/bootstrap.bundle.min.js.map",
    ],
    "signature_pad": ["dist/signature_pad.umd.min.js", "dist/signature_pad.umd.min.js.map"],
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # unused: core.files keeps files encrypted
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "ico", "woff2", "gz", "br"]

# --- language and time -------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

# --- background work -------------------------------------------------------------------
BROKER_DIR = DATA_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "max_retries": 1,  # a page does not wait for a broker that is down: the sweeper tells the job later
        "interval_start": 0,
        "visibility_timeout": 7200,
    }
else:
    for folder in ("queue", "done", "control"):
        (BROKER_DIR / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"  # the host is not used; kombu warns where there is none
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "done"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = CELERY_EVENT_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 840, 900
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": 30.0},
    "sweep-files": {"task": "core.sweep_files", "schedule": 24 * 3600.0},
    "sweep-parts": {"task": "core.sweep_parts", "schedule": 3600.0},
    "purge-discarded": {"task": "core.purge_discarded", "schedule": 24 * 3600.0},
    "purge-drafts": {"task": "core.purge_drafts", "schedule": 24 * 3600.0},
    "purge-imports": {"task": "core.purge_imports", "schedule": 24 * 3600.0},
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": 24 * 3600.0},
    "close-surveys": {"task": "communities.close_due_rounds", "schedule": 300.0},
    "weekly-briefings": {"task": "reports.ask_for_weekly_briefings", "schedule": 600.0},
    "send-digests": {"task": "reports.send_digests", "schedule": crontab(hour=8, minute=0)},
    "refresh-statistics": {"task": "core.refresh_statistics", "schedule": crontab(hour=23, minute=20)},
    "fold-figures": {"task": "reports.fold_figures", "schedule": 60.0},
    "check-figures": {"task": "reports.check_figures", "schedule": crontab(hour=3, minute=20)},
    "purge-exports": {"task": "reports.purge_exports", "schedule": 24 * 3600.0},
    "take-snapshots": {"task": "reports.take_snapshots", "schedule": crontab(hour=23, minute=50)},
}

# What the job runner may run: kind → function(job). An explicit table, see core/jobs.py.
JOB_KINDS = {
    "import_check": "core.imports.check_batch",
    "import_write": "core.imports.write_batch",
    "report": "reports.services.build_report_run",
    "ledger_export": "reports.ledgers.export.run_export",
    "ledger_snapshot": "reports.ledgers.snapshots.run_snapshot",
    "talk_scans": "interviews.services.talk_scans.sort_scans",
    "pledge_scans": "discipline.services.pledge_scans.sort_scans",
}
# What is called with a job that came to its end, in the transaction that ended it.
JOB_FOLLOWERS = ["reports.job_results.tell_requester"]
IMPORT_KINDS = {
    "audit_figures": "interviews.imports.FiguresImport",
    "joint_reply": "candidates.joint_review.reply_import.ReplyImport",
    "roster": "communities.imports.RosterImport",
    "rule_book": "candidates.imports.RuleBookImport",
}
# What is called with (actor, election) when a term's key date moves: rules are judged on that day.
KEY_DATE_FOLLOWERS = ["candidates.services.sync_checks"]
# What follows from a record's coming back from the bin: called with actor and obj, in the transaction.
RESTORE_FOLLOWERS = ["communities.services.holidays.follow_restored"]
# Which modules list the audit's events, see core/audit_catalogue.py.
AUDIT_EVENTS = [
    "core.audit_events",
    "accounts.audit_events",
    "communities.audit_events",
    "interviews.audit_events",
    "discipline.audit_events",
    "candidates.audit_events",
    "reports.audit_events",
]
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)

# --- questionnaires, answered without an account ---------------------------------------
PUBLIC_URL = env(
    "PUBLIC_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}"
)  # what QR codes on paper lead to
SURVEY_SMALLEST_GROUP = env.int("SURVEY_SMALLEST_GROUP", default=5)  # fewer answers than that are not shown
SURVEY_ANSWERS_PER_MINUTE = env.int("SURVEY_ANSWERS_PER_MINUTE", default=30)  # of one open link
SURVEY_WRONG_CODES_PER_MINUTE = env.int("SURVEY_WRONG_CODES_PER_MINUTE", default=60)  # of all callers together
PLEDGE_WRONG_KEYS_PER_MINUTE = env.int("PLEDGE_WRONG_KEYS_PER_MINUTE", default=60)  # check page, all callers together
DOCUMENT_CHECKS_PER_MINUTE = env.int("DOCUMENT_CHECKS_PER_MINUTE", default=60)  # check page, all callers together

# --- what goes out of the house: nothing, unless the office asks for it (accounts/outgoing.py) ---------------
OUTGOING_MAIL_TO = env.list("OUTGOING_MAIL_TO", default=[])  # office mailboxes, which get the daily line
WECOM_WEBHOOK = env("WECOM_WEBHOOK", default="")  # a group robot's address
if WECOM_WEBHOOK and urlsplit(WECOM_WEBHOOK).scheme not in ("http", "https"):
    raise ImproperlyConfigured("WECOM_WEBHOOK must be an http or https address.")
OUTGOING_CHANNELS = [name for name, is_on in (("mail", OUTGOING_MAIL_TO), ("wecom", WECOM_WEBHOOK)) if is_on]
EMAIL_HOST, EMAIL_PORT = env("EMAIL_HOST", default="localhost"), env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("EMAIL_HOST_USER", default=""), env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default="term-election@localhost")

PDF_TIME_LIMIT_SECONDS = env.int("PDF_TIME_LIMIT_SECONDS", default=60)
PDF_MEMORY_LIMIT_MB = env.int("PDF_MEMORY_LIMIT_MB", default=512)
FONTS_DIR = Path(env("FONTS_DIR", default=str(DATA_DIR / "fonts")))  # subset fonts made at set-up
HANDBOOK = Path(env("HANDBOOK", default=str(DATA_DIR / "handbook.pdf")))  # the user's handbook, drawn at set-up

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
# axes counts the failures of a name over all addresses and browsers: what W006 warns of cannot happen.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
if not BEHIND_TLS:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]
