"""Which of two texts a reader gets."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from core import languages


@pytest.mark.parametrize(
    ("language", "english", "text"),
    [("en", "Brake", "Brake"), ("en-gb", "Brake", "Brake"), ("en", "", "制动"), ("zh-hans", "Brake", "制动")],
)
def test_a_reader_gets_his_language_and_chinese_where_there_is_no_other(language, english, text):
    with translation.override(language):
        assert languages.of_reader("制动", english) == text
        assert languages.name_of(SimpleNamespace(name_zh="制动", name_en=english)) == text


def test_who_has_chosen_nothing_reads_chinese():
    with translation.override(None):
        assert (languages.is_english(), languages.of_reader("制动", "Brake")) == (False, "制动")
