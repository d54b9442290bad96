"""Each body of a call has fields of its own, also when they are only copied."""

import re

import pytest
from django.utils import translation
from rest_framework import serializers

from core.api import Strict


class Line(Strict):
    quantity = serializers.IntegerField(max_value=9)


class Body(Strict):
    name = serializers.CharField(max_length=5)
    colour = serializers.ChoiceField(choices=["red", "blue"], required=False)
    numbers = serializers.ListField(child=serializers.IntegerField(), required=False)
    lines = Line(many=True, required=False)


def errors(given) -> set[str]:
    body = Body(data=given)
    body.is_valid()
    return set(body.errors)


def test_every_field_is_checked_in_each_body():
    right = {"name": "Wang", "colour": "red", "numbers": [1], "lines": [{"quantity": 9}]}
    wrong = {"name": "Wangwang", "colour": "green", "numbers": ["x"], "lines": [{"quantity": 10}]}
    assert (errors(right), errors(wrong), errors(right)) == (set(), set(wrong), set())


def test_each_body_is_refused_in_the_language_of_its_reader():
    """Longest, largest and choices: what the first reader was told is not what the next one reads."""
    wrong = {"name": "Wangwang", "colour": "green", "numbers": ["x"], "lines": [{"quantity": 10}]}

    def words(language):
        with translation.override(language):
            body = Body(data=wrong)
            body.is_valid()
            return str(body.errors)

    english, chinese = words("en"), words("zh-hans")
    assert re.search("[\u4e00-\u9fff]", english) is None and "Ensure" not in chinese
    assert words("en") == english


@pytest.mark.parametrize("name", ["name", "colour", "numbers", "lines"])
def test_what_one_body_changes_of_a_field_is_not_changed_in_the_next(name):
    one, another = Body(data={}), Body(data={})
    one.fields[name].required = not one.fields[name].required
    assert one.fields[name].parent is one and another.fields[name].parent is another
    assert one.fields[name].required != another.fields[name].required


def test_the_fields_inside_a_list_know_their_own_body():
    one, another = Body(data={}), Body(data={})
    for name in ("numbers", "lines"):
        assert one.fields[name].child.root is one and another.fields[name].child.root is another
