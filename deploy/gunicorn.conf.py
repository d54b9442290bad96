"""The web server's settings, the same on one machine and in containers; the environment says where and how many."""

import gc
import os

from django.conf import settings
from django.urls import get_resolver
from django.utils.translation import gettext, override

from core.names import dictionary

gc.disable()  # nothing is garbage while the application loads


def when_ready(server):
    """All is loaded now, not by each worker at its first request; unseen by the collector it stays shared."""
    list(get_resolver().url_patterns)
    dictionary()
    for language, _ in settings.LANGUAGES:
        with override(language):
            gettext("Today")
    gc.freeze()
    gc.enable()


bind = os.environ.get("BIND", "0.0.0.0:8000")
# Threads rather than sync workers: a browser opens spare connections, and one of these would hold a whole worker.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # the heartbeat must not wait for a disk
preload_app = True  # one import; the workers share its memory
timeout = 60
graceful_timeout = 2  # stopping everything takes 4 s at most
max_requests = 10_000
max_requests_jitter = 1_000
control_socket_disable = True
accesslog = None  # the application logs each request itself, as JSON
certfile = os.environ.get("TLS_CERTIFICATE") or None  # phones keep visits offline only over HTTPS
keyfile = os.environ.get("TLS_KEY") or None
