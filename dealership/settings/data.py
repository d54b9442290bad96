"""Where data is kept: PostgreSQL, Redis, uploaded files."""

import os

import dj_database_url
import pghistory
from redis.backoff import NoBackoff
from redis.retry import Retry

from dealership.settings.environment import DATA_DIR, required

# Our own layer over Django's PostgreSQL: keys, indexes and uniqueness begin with the store (docs/decisions/0005).
DATABASES = {
    "default": dj_database_url.parse(
        required("DATABASE_URL"), engine="accounts.postgresql", conn_max_age=600, conn_health_checks=True
    )
}
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("application_name", os.environ.get("APPLICATION_NAME", "web"))

# Audit and guard triggers are put in place in one pass after migrating (docs/decisions/0001).
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True
# An audit row copies the keys of the row it is about; nobody looks one up by them.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

REDIS_URL = required("REDIS_URL")
# Redis answers at once or is away: a page must not wait for it. One retry finds out that a kept connection had ended.
REDIS_PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 1)}
REDIS_CACHE = {"LOCATION": REDIS_URL, "KEY_PREFIX": "dealership", "OPTIONS": REDIS_PATIENCE}
CACHES = {
    "default": {"BACKEND": "core.caches.PatientCache", **REDIS_CACHE},
    "sessions": {"BACKEND": "core.caches.SessionCache", **REDIS_CACHE},
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

MEDIA_ROOT = DATA_DIR / "uploads"
MEDIA_URL = "/uploads/"
