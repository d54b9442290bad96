"""Starts Celery as forks of one process that has loaded the product: loading takes two seconds of CPU each time.

`python -m tests.concurrency.forks APP` reads a line of arguments for each and answers with the number of the process.
"""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module

from celery.__main__ import main


def serve(app: str) -> None:
    """Start one for each line; the dead keep their numbers until the end, so that nobody else is killed for them."""
    import_module(app).app.loader.import_default_modules()
    gc.freeze()
    for line in sys.stdin:
        if not (pid := os.fork()):
            run(app, line.split())
        os.setpgid(pid, pid)  # it is killed together with its children
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    with suppress(ChildProcessError):
        while True:
            os.wait()


def run(app: str, arguments: list[str]) -> None:
    """Become Celery; the lines of the parent are not its own, and what it prints goes to the log."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.argv = ["celery", "-A", app, *arguments]
    sys.exit(main())


if __name__ == "__main__":
    serve(sys.argv[1])
