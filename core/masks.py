"""Masked forms of personal data, for readers without the permission."""

from django.utils.html import escape

from core import phones


def whole(number: str) -> str:
    """All of a number: for a reader who may see it, and to call or write to it."""
    return str.__str__(number)


def phone(number: str) -> str:
    """`138****8000`, `021****1234`, `+852****6789`; an extension and an unreadable text are all stars."""
    if phones.MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[-4:]}"
    if match := phones.LANDLINE.fullmatch(number) or phones.SERVICE.fullmatch(number):
        area, local, extension = match.groups()
        return f"{area}****{local[-4:]}" + ("-***" if extension else "")
    if match := phones.FOREIGN.fullmatch(number):
        country = phones.country_of(whole(number))
        local = number.partition("-")[0].removeprefix(country)
        tail = local[-4:] if len(local) >= 7 else ""  # of a short number they would be all digits
        return f"{country}****{tail}" + ("-***" if match[1] else "")
    return "*" * len(number)


def address(text: str) -> str:
    """`z***@example.com`, or a phone number that a message goes to; what is neither (`console`) stays."""
    if "@" in text:
        mailbox, _at, domain = text.partition("@")
        return f"{mailbox[:1]}***@{domain}"
    return phone(text) if text[:1].isdigit() or text.startswith("+") else whole(text)


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


class Masked(str):
    """A text of a customer that comes out masked whatever prints, formats or renders it; `whole` gives all of it."""

    __slots__ = ()

    def __str__(self) -> str:
        raise NotImplementedError

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __repr__(self) -> str:
        return repr(str(self))

    def __add__(self, text: str) -> str:
        return str(self) + text

    def __radd__(self, text: str) -> str:
        return text + str(self)

    def __html__(self) -> str:
        """What a template draws in place of the text itself."""
        return escape(str(self))


class MaskedPhone(Masked):
    """A phone number, masked."""

    __slots__ = ()

    def __str__(self) -> str:
        return phone(whole(self))


class MaskedAddress(Masked):
    """An e-mail address, or a number that a message goes to, masked."""

    __slots__ = ()

    def __str__(self) -> str:
        return address(whole(self))
