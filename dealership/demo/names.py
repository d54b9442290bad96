"""Names and numbers that are clearly invented."""

from core import vins

FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = ["小样", "示例", "演示", "试驾", "样车", "甲乙", "丙丁", "一二", "三四", "五六", "七八", "九十"]
ORGANISATIONS = ["示例物流有限公司", "样板建设集团", "演示科技有限公司", "测试出租汽车公司", "虚构区采购中心"]
PLACES = ["样板大厦", "示例花园一期", "演示科技园B座", "虚构路商务楼"]


def person(n: int) -> str:
    """The n-th invented person: 王小样, 李小样 …"""
    return FAMILY[n % len(FAMILY)] + GIVEN[n // len(FAMILY) % len(GIVEN)]


def plate(n: int, *, new_energy: bool = False) -> str:
    """沪X00001 …, 沪XD00001 … for new-energy cars: letters that the history does not use."""
    return f"沪X{'D' if new_energy else ''}{n:05d}"


def vin(n: int) -> str:
    """A VIN with a right check digit whose serial is n, of a year that the history does not use."""
    draft = f"LSVDM49J0S2{n:06d}"
    digit = next(d for d in "0123456789X" if vins.check_digit_ok(draft[:8] + d + draft[9:]))
    return draft[:8] + digit + draft[9:]


def vin_base() -> int:
    """The part of the check sum from the fixed signs of invented VINs; the history adds the serial's part in SQL."""
    fixed = "LSVDM49J0T2000000"
    return sum(vins.VALUES[sign] * weight for sign, weight in zip(fixed, vins.WEIGHTS))
