"""User names: `Wang.Li` and `wang.li` are one person, `wangli` is another."""

from core import folding


def fold(username: str) -> str:
    """The form in which user names are compared."""
    return folding.login(username)
