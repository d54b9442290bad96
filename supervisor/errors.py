"""What can go wrong, told to the person at the terminal."""


class Trouble(Exception):
    """A plain sentence for the terminal; ends the command with exit code 1."""


class Held(Trouble):
    """Another process works in this data folder."""


class Interrupted(Exception):
    """Ctrl-C or a request to end arrived while something was being started."""
