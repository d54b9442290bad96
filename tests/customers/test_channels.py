import pytest

from customers import channels
from tests.concurrency.stage import MailServer
from tests.factories.customers import make_customer

TAKEN, BUSY, DROPPED, NOBODY = ("a" * 32, "0" * 32, "1" * 32, "2" * 32)  # the moods of the stage's mail server


@pytest.fixture
def mail(settings):
    with MailServer().running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        yield server


def deliver(reference):
    channels.Email().deliver(channels.Letter(reference, "wang@example.com", "明天 10:00", "您好"))


def test_a_letter_that_is_taken_carries_our_reference(mail):
    deliver(TAKEN)
    assert mail.receipts == {TAKEN: 1}


@pytest.mark.parametrize("reference", [BUSY, NOBODY])
def test_a_refusal_is_a_definite_no(mail, reference):
    with pytest.raises(channels.NotTaken):
        deliver(reference)
    assert mail.receipts == {}


def test_a_line_that_breaks_before_the_answer_leaves_a_doubt(mail):
    with pytest.raises(channels.Doubtful):
        deliver(DROPPED)
    assert mail.receipts == {DROPPED: 1}


def test_a_server_that_is_not_there_has_surely_taken_nothing(mail, settings):
    settings.EMAIL_PORT = 1
    with pytest.raises(channels.NotTaken):
        deliver(TAKEN)


@pytest.mark.parametrize(
    ("configured", "demo", "email", "way"),
    [
        (["email", "console"], True, "a@example.com", ("email", "a@example.com")),
        (["email", "console"], True, "", ("console", "console")),
        (["email", "console"], False, "", ("email", "")),
        (["email"], True, "", ("console", "console")),
        (["console"], False, "a@example.com", ("console", "")),
        ([], False, "a@example.com", ("", "")),
    ],
)
def test_the_first_channel_that_reaches_him_is_taken(store, settings, configured, demo, email, way):
    settings.MESSAGE_CHANNELS, settings.DEMO = configured, demo
    assert channels.way_to(make_customer(store, phone="", email=email)) == way


def test_a_channel_of_ones_own_is_named_by_its_path(settings):
    settings.MESSAGE_CHANNELS = ["customers.channels.Email"]
    settings.DEMO = False
    assert list(channels.offered()) == ["email"]
