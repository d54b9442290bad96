"""Letters to customers are in their language, whoever writes them."""

from datetime import UTC, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from customers.languages import written_to_customers

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_a_letter_is_chinese_on_the_stores_clock_and_the_writer_keeps_his_own(store):
    with translation.override("en"), timezone.override("UTC"):
        with written_to_customers(store):
            assert (_("customer"), f"{timezone.localtime(MORNING):%H:%M}") == ("客户", "09:00")
        assert (_("customer"), f"{timezone.localtime(MORNING):%H:%M}") == ("customer", "01:00")
