"""The one command of the house: from a fresh clone to a working system. `python3 run.py help` says more."""

import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

USAGE = """\
python3 run.py                      start everything on this machine, stay in the foreground until Ctrl-C
python3 run.py test [--all] [--coverage] [args]
                                    run the tests (--all: the slow ones too; --coverage: and print which lines of the
                                    rules and actions no quick one ran, which fails a whole run of --all); further
                                    arguments go to pytest
python3 run.py check                format, lint, layers, migrations, deployment, translations, diagrams, fast tests
python3 run.py bench [name]         the benchmarks, on a throw-away database
python3 run.py prove [P1 …]         promises at their full figures; what was counted goes into docs/proofs.md
python3 run.py manage ...           manage.py in this environment
python3 run.py reset [--yes]        delete the local data
python3 run.py help                 this text

Environment: DATABASE_URL, REDIS_URL, DEALERSHIP_DATA (./var), PORT (8000), HOST (127.0.0.1), DEMO, SECRET_KEY;
TLS_CERTIFICATE and TLS_KEY (files) make it HTTPS, which phones need to keep visits offline.
"""
HELP = {
    "check": """\
python3 run.py check [--no-tests]   everything that must be in order before work is handed over; the end is one table

--no-tests  leave the fast tests out, for a run in which `test --all` follows anyway
""",
    "bench": """\
python3 run.py bench [name]         the benchmarks on a throw-away database; without a name all of benchmarks/
python3 run.py bench --against COMMIT
                                    the same API calls on this checkout and on another commit, in turn: p50 and CPU

Further arguments: --rows N, --stores N, --turns N, --rounds N, --clients N; of --against: --rows N, --stores N,
--turns N, --rounds N, --work NAME, --keep FOLDER (keeps the commit's environment and data for later runs). It wants a
machine with nothing else to do.
""",
    "prove": """\
python3 run.py prove [P1 P2 …] [--seed N]
                                    the proofs of these promises (none named: of all) at their full figures, one after
                                    the other, on throw-away servers; some take an hour

--seed N  what is random is the same for the same number (1)
""",
    "reset": """\
python3 run.py reset [--yes]        delete the local data (DEALERSHIP_DATA, ./var) after asking

--yes  do not ask
""",
}
FOR_RUNNING = {"up", "manage"}
FOR_TESTING = {"test", "check", "bench", "prove"}
NEEDS_NOTHING = {"reset"}


def main():
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit("Python 3.11 or newer is needed; this one is " + sys.version.split()[0] + ".")
    if os.name == "nt":
        sys.exit("Windows cannot run the embedded servers: use WSL2, or docker compose up.")
    command, *arguments = sys.argv[1:] or ["up"]
    if command in {"help", "--help", "-h"}:
        return print(USAGE)
    if command not in FOR_RUNNING | FOR_TESTING | NEEDS_NOTHING:
        sys.exit(f"There is no command '{command}'.\n\n{USAGE}")
    if command in HELP and {"--help", "-h"} & set(arguments):
        return print(HELP[command])
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    python = sys.executable if command in NEEDS_NOTHING else prepared(testing=command in FOR_TESTING)
    os.execv(python, [str(python), "-m", "supervisor", command, *arguments])


def prepared(*, testing):
    from supervisor import installation, tools  # only after the version check: an older Python could not read it

    def stop(*_):
        tools.stop_all()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):  # also when a script's `&` has set Ctrl-C aside
        signal.signal(number, stop)
    return installation.prepare(ROOT, testing=testing)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped; the next start goes on from here.")
