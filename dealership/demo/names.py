"""Names and numbers that nobody can take for real."""

from core import vins

FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = ["小样", "示例", "演示", "试驾", "样车", "甲乙", "丙丁", "一二", "三四", "五六", "七八", "九十"]
ORGANISATIONS = ["示例物流有限公司", "样板建设集团", "演示科技有限公司", "测试出租汽车公司", "虚构区采购中心"]
PLACES = ["样板大厦", "示例花园一期", "演示科技园B座", "虚构路商务楼"]


def person(n: int) -> str:
    """The n-th made-up person: 王小样, 李小样 …"""
    return FAMILY[n % len(FAMILY)] + GIVEN[n // len(FAMILY) % len(GIVEN)]


def phone(store_no: int, n: int) -> str:
    """A number of the never-used 1380000 block (1390000 and on for further stores)."""
    return f"{1380 + store_no * 10 % 190:04d}{n % 10_000_000:07d}"


def plate(n: int, *, new_energy: bool = False) -> str:
    """沪A0D001 … and 沪AD00001 … for new-energy cars."""
    return f"沪AD{n % 100_000:05d}"[:8] if new_energy else f"沪A{n % 100_000:05d}"


def vin(n: int) -> str:
    """A VIN with a right check digit whose serial is n."""
    draft = f"LSVDM49J0T2{n % 1_000_000:06d}"
    digit = next(d for d in "0123456789X" if vins.check_digit_ok(draft[:8] + d + draft[9:]))
    return draft[:8] + digit + draft[9:]


def vin_base() -> int:
    """What the fixed signs of our made-up VINs add to the check sum; the history adds the serial's part in SQL."""
    fixed = "LSVDM49J0T2000000"
    return sum(vins.VALUES[sign] * weight for sign, weight in zip(fixed, vins.WEIGHTS))
