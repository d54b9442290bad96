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


def test_order_is_that_of_a_telephone_book():
    people = ["张三丰", "李四", "Anna", "张三", "曾国藩", "陈六"]
    assert sorted(people, key=names.sort_key) == ["Anna", "陈六", "李四", "曾国藩", "张三", "张三丰"]
