"""The workers' settings in the chaos test: the same house, on a faster clock."""

from dealership.settings import *  # noqa: F403

MESSAGE_LEASE_SECONDS = 4
MESSAGE_RETRY_SECONDS = [1, 1]
EMAIL_TIMEOUT = 5
CELERY_BEAT_SCHEDULE = {
    "messages": {"task": "customers.tasks.send_due", "schedule": 0.5, "options": {"expires": 5}},
}
