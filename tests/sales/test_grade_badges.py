import re

import pytest
from django.template import engines
from django.utils import translation


def drawn(source):
    """What a template draws outside any store."""
    template = engines["django"].from_string("{% load grades %}" + source)
    return " ".join(template.render().split())


def text_of(source):
    """The same without its markup and idle space."""
    return " ".join(re.sub(r"<[^>]*>", " ", drawn(source)).split())


@pytest.fixture
def chinese():
    with translation.override("zh-hans"):
        yield


def test_grade_of_a_person_has_a_shape_and_of_an_organisation_says_so(chinese):
    assert text_of('{% grade "O" %}') == "● O 1 周内"
    assert text_of('{% grade "A" organisation=True %}') == "单位 A"
    assert "grade-org" in drawn('{% grade "A" organisation=True %}')
    assert "grade-org" not in drawn('{% grade "A" %}')
    assert text_of('{% grade "" %}') == "未评级"
