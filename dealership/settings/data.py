"""Where data is kept: PostgreSQL, Redis, uploaded files."""

import os

import dj_database_url
import pghistory
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError
from redis.retry import Retry

from dealership.settings.environment import DATA_DIR, flag, required

# Our backend over Django's PostgreSQL: keys and indexes begin with the store (docs/decisions/0006).
DATABASES = {
    "default": dj_database_url.parse(
        required("DATABASE_URL"), engine="accounts.postgresql", conn_max_age=600, conn_health_checks=True
    )
}
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
# The kind of this process: web unless its starter sets another; manage.py sets "manage".
PROCESS = os.environ.get("APPLICATION_NAME", "web")
# Time limits of PostgreSQL by kind of process, in its units; kinds that are not named have no limit
# (migrations, the demo, checkintegrity). docs/decisions/0013 says why these figures.
DATABASE_LIMITS = {
    "web": {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "30s",
        "client_connection_check_interval": "2s",
        "max_parallel_workers_per_gather": "0",  # starting helpers costs more than any page's statement (12 of 16 ms)
    },
    "worker": {
        "statement_timeout": "60s",
        "lock_timeout": "15s",
        "idle_in_transaction_session_timeout": "60s",
        "client_connection_check_interval": "2s",
    },
    "test": {"max_parallel_workers_per_gather": "0"},  # as in web; no time limits, because many share two cores
}.get(PROCESS, {})
# PgBouncer refuses these at the start of a connection: there they are in its own file (docs/decisions/0013).
DATABASE_POOLER = flag("DATABASE_POOLER")
# Give up a vanished server in seconds, not in the two minutes of TCP.
CONNECTION_TIMEOUTS = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
for name, value in {"application_name": PROCESS, **CONNECTION_TIMEOUTS}.items():
    OPTIONS.setdefault(name, value)
if DATABASE_LIMITS and not DATABASE_POOLER:
    limits = " ".join(f"-c {name}={value}" for name, value in DATABASE_LIMITS.items())
    OPTIONS["options"] = f"{limits} {OPTIONS.get('options', '')}".strip()  # of two values the last counts

# Audit and guard triggers are installed in one pass after migrating (docs/decisions/0001).
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True
# No index on the keys of an audit row: nothing looks one up by them.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

REDIS_URL = required("REDIS_URL")
# Redis answers at once or counts as away: no page waits for it. One retry replaces a closed connection.
REDIS_TIMEOUTS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
    "retry": Retry(NoBackoff(), 1, (ConnectionError,)),
}
REDIS_CACHE = {"LOCATION": REDIS_URL, "KEY_PREFIX": "dealership", "OPTIONS": REDIS_TIMEOUTS}
CACHES = {
    "default": {"BACKEND": "core.caches.TolerantCache", **REDIS_CACHE},
    "sessions": {"BACKEND": "core.caches.SessionCache", **REDIS_CACHE},
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

MEDIA_ROOT = DATA_DIR / "uploads"
MEDIA_URL = "/uploads/"
