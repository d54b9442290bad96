import pytest

from core import names


@pytest.mark.parametrize(
    ("name", "letters", "key"),
    [
        ("张三", "zs", "zhang san"),
        ("吕布", "lb", "lv bu"),
        ("欧阳娜娜", "oynn", "ou yang na na"),
        ("尉迟恭", "ycg", "yu chi gong"),
        ("单雄信", "sxx", "shan xiong xin"),
        ("曾国藩", "zgf", "zeng guo fan"),
        ("翟志刚", "zzg", "zhai zhi gang"),
        ("区楚良", "ocl", "ou chu liang"),
        ("John Smith", "js", "john smith"),
        ("José Núñez", "jn", "jose nunez"),
        ("Tom张", "tz", "tom zhang"),
        ("  李 雷 ", "ll", "li lei"),
        ("张三（车主）", "zscz", "zhang san che zhu"),
        ("", "", ""),
        ("……", "", ""),
    ],
)
def test_name_is_found_by_initials_and_ordered_by_pinyin(name, letters, key):
    assert names.initials(name) == letters
    assert names.sort_key(name) == key


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("欧阳达晟", {"oyds", "oydc"}),
        ("单于明", {"cym", "sym"}),
        ("曾国藩", {"zgf"}),
        ("行知", {"xz", "hz"}),
        ("Anna", {"a"}),
        ("", set()),
    ],
)
def test_a_name_is_read_in_every_way(name, wanted):
    assert wanted <= set(names.readings(name))
    assert names.readings(name)[:1] == [names.initials(name)] or not name


def test_a_surname_is_read_as_one_in_a_persons_name_only():
    read = {person: names.readings("解放日报社", person=person) for person in (True, False)}
    assert read == {True: ["xfrbs"], False: ["jfrbs"]}
    assert names.initials("解小龙") == "xxl"
    assert names.sort_key("解放日报社", person=False) == "jie fang ri bao she"


def test_a_compound_surname_comes_first():
    assert names.initials("单于明") == "cym"
    assert names.initials("长孙无忌") == "zswj"
    assert names.initials("尉迟恭") == "ycg"


def test_readings_are_few_however_long_the_name():
    assert 1 < len(names.readings("行" * 40)) <= names.MOST_READINGS


def test_order_is_that_of_a_telephone_book():
    people = ["张三丰", "李四", "Anna", "张三", "曾国藩", "陈六"]
    assert sorted(people, key=names.sort_key) == ["Anna", "陈六", "李四", "曾国藩", "张三", "张三丰"]
