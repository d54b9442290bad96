"""Masked forms of personal data, for readers without the permission (`pii_fields.csv`: masked by default)."""

from core import phones


def phone(number: str) -> str:
    """`138****8000`, `021****1234`, `+852****6789`; an extension and an unreadable text are all stars."""
    if phones.MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[-4:]}"
    if match := phones.LANDLINE.fullmatch(number) or phones.SERVICE.fullmatch(number):
        area, local, extension = match.groups()
        return f"{area}****{local[-4:]}" + ("-***" if extension else "")
    if match := phones.FOREIGN.fullmatch(number):
        country = phones.country_of(number)
        local = number.partition("-")[0].removeprefix(country)
        tail = local[-4:] if len(local) >= 7 else ""  # of a short number they would be all digits
        return f"{country}****{tail}" + ("-***" if match[1] else "")
    return "*" * len(number)


def plate(number: str) -> str:
    """`沪A***45`: the town and the last two."""
    return _middle(number, 2, 2)


def vin(number: str) -> str:
    """`LSV********345678`: the maker and the tail on the key tag."""
    return _middle(number, 3, 6)


def name(full: str) -> str:
    """`张**`: the surname's first character."""
    return full[:1] + "*" * (len(full) - 1) if len(full) > 1 else "*" * len(full)


def _middle(text: str, head: int, tail: int) -> str:
    """The text with stars in the middle; a short text is stars only."""
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[-tail:] if hidden > 0 else "*" * len(text)
