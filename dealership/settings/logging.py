"""Logs: one JSON object a line."""

import os

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.logs.json_formatter"}},
    "filters": {"outages": {"()": "core.logs.OutageInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["outages"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        **{name: {"level": "WARNING"} for name in ("axes", "django.server", "pgtrigger")},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
