"""`python -m supervisor <command>`; run.py calls it with the environment's Python."""

import sys
from importlib import import_module

from supervisor.errors import Interrupted, Trouble


def main() -> int:
    name, *arguments = sys.argv[1:]
    # only this command's module is imported: `reset` must run where nothing is installed
    command = import_module(f"supervisor.commands.{name}")
    try:
        return command.main(arguments)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except (Interrupted, KeyboardInterrupt):
        return 130


if __name__ == "__main__":
    sys.exit(main())
