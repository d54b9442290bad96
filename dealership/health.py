"""Health checks: database, cache, queue, migrations, age of the oldest late message (P29)."""

import logging
from functools import cache as cache_for_good

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from redis import Redis
from redis.exceptions import RedisError

from accounts.needs import needs, public
from accounts.perms import StaffPerm
from customers.actions import outbox
from customers.models.messages import Message

OVERDUE_LIMIT_SECONDS = 600
log = logging.getLogger(__name__)
prometheus = require_safe(needs(StaffPerm.SETTINGS_MANAGE)(ExportToDjangoView))


@public
def live(request):
    return JsonResponse({"alive": True})


@public
def ready(request):
    """200 when everything answers, else 503 with the names of the failures; details are in the log."""
    checks = {
        "database": database,
        "cache": cache_answers,
        "queue": queue,
        "migrations": migrations,
        "messages": messages,
    }
    results = {name: run(check) for name, check in checks.items()}
    healthy = all(result["ok"] for result in results.values())
    return JsonResponse({"ready": healthy, **results}, status=200 if healthy else 503)


def run(check) -> dict:
    try:
        return {"ok": True, **(check() or {})}
    except (DatabaseError, RedisError, OSError, RuntimeError) as error:
        log.error("health check failed: %s: %s", check.__name__, error)
        return {"ok": False}


def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def cache_answers():
    cache.set("health", "1", 5)
    if cache.get("health") != "1":
        raise RuntimeError("the cache forgets")


def queue():
    with Redis.from_url(settings.REDIS_URL, **settings.REDIS_TIMEOUTS) as redis:
        return {"waiting": redis.llen("celery")}


@cache_for_good
def migrations():
    """Check for unapplied migrations, until there are none."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        raise RuntimeError(f"{waiting} migrations are waiting")


def messages() -> dict:
    """Check the age of the oldest overdue message: workers may run and do nothing."""
    oldest = outbox.stores_with(lambda: Message.objects.due(now())).values_list("oldest", flat=True).first()
    age = int((now() - oldest).total_seconds()) if oldest else 0
    if age > OVERDUE_LIMIT_SECONDS:
        raise RuntimeError(f"a message is overdue for {age} seconds")
    return {"oldest_overdue_seconds": age}
