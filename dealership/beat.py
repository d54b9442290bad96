"""`CELERY_LOADER=dealership.clock:Clock python -m dealership.beat [schedule file]`: sends each tick when it is due."""

import os
import sys

from celery.apps.beat import Beat

from dealership.celery import app


def main(schedule: str | None = None) -> None:
    """Run beat without celery's command line, which would load all its commands: 10 MB."""
    Beat(app=app, loglevel=os.environ.get("LOG_LEVEL") or "INFO", quiet=True, schedule=schedule).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
