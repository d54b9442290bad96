"""Where data is kept: PostgreSQL, Redis, uploaded files."""

import os

import dj_database_url

from dealership.settings.environment import DATA_DIR, required

DATABASES = {"default": dj_database_url.parse(required("DATABASE_URL"), conn_max_age=600, conn_health_checks=True)}
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("application_name", os.environ.get("APPLICATION_NAME", "web"))

# Audit and guard triggers are put in place in one pass after migrating (docs/decisions/0001).
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

REDIS_URL = required("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "dealership",
    }
}

MEDIA_ROOT = DATA_DIR / "uploads"
MEDIA_URL = "/uploads/"
