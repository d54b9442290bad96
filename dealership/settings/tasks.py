"""Workers and the schedule of periodic work."""

from dealership.settings.data import REDIS_URL
from dealership.settings.environment import DATA_DIR

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "unacked_restore_interval": 5}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
# Ticks only: due work is a row in the database, so a lost or doubled tick changes nothing.
# A tick that no worker takes in time is dropped.
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for name, task, seconds in [
        ("codes", "customers.tasks.send_codes", 2.0),
        ("messages", "customers.tasks.send_due", 5.0),
        ("readiness", "appointments.tasks.check_readiness", 30.0),
        ("holds", "capacity.tasks.release_expired", 30.0),
        ("late", "appointments.tasks.mind_the_late", 30.0),
        ("waiting", "appointments.tasks.offer_freed", 60.0),
        ("displaced", "capacity.tasks.restore_displaced", 30.0),
        ("clocks", "service.tasks.follow_clocks", 30.0),
        ("escalation", "appointments.tasks.escalate", 60.0),
        ("no_shows", "appointments.tasks.release_missed_parts", 60.0),
        ("followups", "followup.tasks.plan_due", 60.0),
        ("leads", "sales.tasks.review_expired", 300.0),
        ("proofs", "customers.tasks.forget_proofs", 3600.0),
        ("memory", "accounts.tasks.forget", 3600.0),
    ]
}
