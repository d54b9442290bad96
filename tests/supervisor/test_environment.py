import pytest

from supervisor.environment import Embedded, Place, composed, refuse_endless_redirects
from supervisor.errors import Trouble

OWN = Embedded("postgres://own", "unix:///own", "kept key")
FOREIGN = Embedded(None, None, "kept key")
SERVERS = {"DATABASE_URL": "postgres://theirs", "REDIS_URL": "redis://theirs"}


def test_own_servers_make_a_demo_with_a_kept_key():
    assert composed({}, "/data", OWN) == {
        "DATABASE_URL": "postgres://own",
        "REDIS_URL": "unix:///own",
        "SECRET_KEY": "kept key",
        "DEALERSHIP_DATA": "/data",
        "DEMO": "1",
        "HOST": "127.0.0.1",
        "PORT": "8000",
        "HTTPS": "0",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "PYTHONUNBUFFERED": "1",
    }


def test_foreign_database_is_no_demo_and_needs_its_key():
    with pytest.raises(Trouble, match="SECRET_KEY"):
        composed(SERVERS, "/data", FOREIGN)
    told = composed(SERVERS | {"SECRET_KEY": "theirs"}, "/data", FOREIGN)
    assert (told["DATABASE_URL"], told["REDIS_URL"]) == ("postgres://theirs", "redis://theirs")
    assert (told["SECRET_KEY"], told["DEMO"]) == ("theirs", "0")


@pytest.mark.parametrize(("chosen", "told"), [("1", "1"), ("true", "1"), ("0", "0"), ("no", "0"), ("", "1")])
def test_demo_can_be_chosen(chosen, told):
    assert composed({"DEMO": chosen}, "/data", OWN)["DEMO"] == told


def test_variables_that_bend_connections_are_dropped():
    bending = {"PGOPTIONS": "-c search_path=x", "CELERY_BROKER_URL": "amqp://", "PATH": "/bin"}
    told = composed(bending, "/data", OWN)
    assert "PGOPTIONS" not in told and "CELERY_BROKER_URL" not in told and told["PATH"] == "/bin"
    assert "PGOPTIONS" in composed(bending | SERVERS | {"SECRET_KEY": "k"}, "/data", FOREIGN)


@pytest.mark.parametrize(
    ("environ", "hosts"),
    [
        ({"HOST": "0.0.0.0"}, "*"),
        ({"HOST": "0.0.0.0", "ALLOWED_HOSTS": "shop.example"}, "shop.example,localhost,127.0.0.1,[::1]"),
        ({"HOST": "192.168.1.5"}, "192.168.1.5,localhost,127.0.0.1,[::1]"),
    ],
)
def test_allowed_hosts_always_hold_this_machine(environ, hosts):
    assert composed(environ, "/data", OWN)["ALLOWED_HOSTS"] == hosts


def test_certificate_makes_it_https():
    told = composed({"TLS_CERTIFICATE": "c.pem"}, "/data", OWN)
    assert (told["HTTPS"], told["PUBLIC_URL"]) == ("1", "https://127.0.0.1:8000")


def test_https_that_nobody_speaks_is_refused():
    with pytest.raises(Trouble, match="HTTPS=1 needs TLS_CERTIFICATE"):
        refuse_endless_redirects({"HTTPS": "1"}, Place.of({}))


@pytest.mark.parametrize("environ", [{"HTTPS": "1", "TLS_CERTIFICATE": "c.pem"}, {"HTTPS": "1", "BEHIND_PROXY": "1"}])
def test_https_by_certificate_or_proxy_is_taken(environ):
    refuse_endless_redirects(environ, Place.of(environ))


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_port_that_is_none_is_refused(port):
    with pytest.raises(Trouble, match="PORT must be a number"):
        Place.of({"PORT": port})


def test_address_names_this_machine():
    assert Place.of({"HOST": "0.0.0.0", "PORT": "80"}).address == "http://127.0.0.1:80/"
    assert Place.of({"HOST": "::"}).address == "http://[::1]:8000/"
