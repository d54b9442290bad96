#!/bin/sh
# Before web, worker and beat start: tables, the trade's lists, static files, and with DEMO=1 the demo group, once.
set -eu
python manage.py migrate --noinput
python manage.py reference
python manage.py collectstatic --noinput # without --clear: a page opened before an update still finds its files
if [ "${DEMO:-0}" = 1 ] && [ ! -e /data/demo.stamp ]; then
    python manage.py demo
    touch /data/demo.stamp
fi
