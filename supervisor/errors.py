"""Errors for the person at the terminal."""


class Trouble(Exception):
    """An error with a plain sentence for the terminal; it ends the command with exit code 1."""


class Held(Trouble):
    """Another process uses this data folder."""


class Interrupted(Exception):
    """Ctrl-C or a signal to end arrived during a start."""
