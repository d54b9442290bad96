"""The environment variables of the application: the person's variables, and defaults for missing ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from supervisor.errors import Trouble

YES = {"1", "true", "yes", "on"}  # the values that settings read as true
EVERY_ADDRESS = {"0.0.0.0", "::"}
THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Embedded:
    """The addresses of the embedded servers; None where the person names another server."""

    database_url: str | None
    redis_url: str | None
    secret_key: str


def composed(environ: Mapping[str, str], folder: str, embedded: Embedded) -> dict[str, str]:
    place = Place.of(environ)
    kept = {name: value for name, value in environ.items() if not disturbs(name, embedded)}
    return kept | {
        "DATABASE_URL": embedded.database_url or environ["DATABASE_URL"],
        "REDIS_URL": embedded.redis_url or environ["REDIS_URL"],
        "SECRET_KEY": secret_key(environ, embedded),
        "DEALERSHIP_DATA": folder,
        "DEMO": "1" if is_demo(environ, embedded) else "0",
        "HOST": place.host,
        "PORT": str(place.port),
        "HTTPS": environ.get("HTTPS") or ("1" if place.is_secure else "0"),
        "ALLOWED_HOSTS": allowed_hosts(environ, place),
        "PUBLIC_URL": environ.get("PUBLIC_URL") or place.address.rstrip("/"),
        "PYTHONUNBUFFERED": "1",
    }


@dataclass(frozen=True)
class Place:
    """Where the web server listens."""

    host: str
    port: int
    is_secure: bool

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Place":
        port = environ.get("PORT") or "8000"
        if not (port.isdecimal() and 0 < int(port) < 65536):
            raise Trouble(f"PORT must be a number from 1 to 65535, not {port!r}.")
        return cls(environ.get("HOST") or "127.0.0.1", int(port), bool(environ.get("TLS_CERTIFICATE")))

    @property
    def here(self) -> str:
        """The host name by which this machine reaches the web server."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)

    @property
    def address(self) -> str:
        name = f"[{self.here}]" if ":" in self.here else self.here
        return f"{'https' if self.is_secure else 'http'}://{name}:{self.port}/"


def refuse_endless_redirects(environ: Mapping[str, str], place: Place) -> None:
    """Refuse HTTPS=1 without a certificate or a proxy: it would redirect each request endlessly."""
    if is_yes(environ, "HTTPS") and not place.is_secure and not is_yes(environ, "BEHIND_PROXY"):
        raise Trouble("HTTPS=1 needs TLS_CERTIFICATE and TLS_KEY, or BEHIND_PROXY=1 behind a proxy that has them.")


def is_yes(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").lower() in YES


def disturbs(name: str, embedded: Embedded) -> bool:
    """Whether a variable would change our connections: CELERY_BROKER_URL overrides the settings, PG… those of libpq."""
    return name.startswith("CELERY_") or (name.startswith("PG") and embedded.database_url is not None)


def secret_key(environ: Mapping[str, str], embedded: Embedded) -> str:
    """The secret key kept with the embedded database; for another database the person must set it."""
    if key := environ.get("SECRET_KEY"):
        return key
    if embedded.database_url is None:
        raise Trouble("With DATABASE_URL a SECRET_KEY is required too: set it, and keep it.")
    return embedded.secret_key


def is_demo(environ: Mapping[str, str], embedded: Embedded) -> bool:
    chosen = environ.get("DEMO")
    return chosen.lower() in YES if chosen else embedded.database_url is not None


def allowed_hosts(environ: Mapping[str, str], place: Place) -> str:
    """The host names: this machine always, for the health check; every name when all addresses are open."""
    if place.host in EVERY_ADDRESS and not environ.get("ALLOWED_HOSTS"):
        return "*"
    named = (environ.get("ALLOWED_HOSTS") or place.host).split(",")
    return ",".join(dict.fromkeys([*named, *THIS_MACHINE]))
