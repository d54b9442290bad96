"""Two stores with every role, their bays, technicians, published rates and stock."""

import zlib
from datetime import date, time
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import override
from django_scopes import scope

from accounts.models import Membership, OpeningHours, Store, User
from accounts.roles import GROUP_ROLES, Role
from appointments.models import BayType, Resource
from billing.models import LabourRate
from core.reference import rows
from parts.models import Part, StockItem, StockMovement

PASSWORD = "demo"
DAY_AND_NIGHT = (time(0), time(0))
STORES = {
    "SH01": ("示范一店", (time(8), time(18)), (time(8), time(20))),
    "SH02": ("示范二店", DAY_AND_NIGHT, (time(0), time(23, 59, 59))),
}
# How many people a store has of a role beyond the one whose name is the role.
MORE = {Role.SALES_CONSULTANT: 2, Role.SERVICE_ADVISOR: 2, Role.TECHNICIAN: 5, Role.HOTLINE_CLERK: 1}
PEOPLE = {
    Role.SALES_CONSULTANT: "李",
    Role.SALES_MANAGER: "钱",
    Role.HOTLINE_CLERK: "孙",
    Role.SERVICE_ADVISOR: "王",
    Role.SERVICE_MANAGER: "郑",
    Role.TECHNICIAN: "周",
    Role.QUALITY_INSPECTOR: "吴",
    Role.PARTS_CLERK: "冯",
    Role.CASHIER: "陈",
    Role.CRM_AGENT: "沈",
    Role.GENERAL_MANAGER: "韩",
    Role.GROUP_MANAGER: "集团",
    Role.SYSTEM_ADMIN: "系统",
}
NUMBERS = "甲乙丙丁戊己庚辛"
MECHANIC = ["T1", "T2", "T3"]
MASTER = ["T1", "T2", "T3", "T4", "HV"]
SKILLS = [
    [*MASTER, "W1", "W2"],
    [*MECHANIC, "W1"],
    MASTER,
    [*MECHANIC, "W1"],
    ["T1", "B1", "B2", "B3", "B4", "P1", "P2", "P3"],
    ["T1", "T2", "W1", "W2"],
]
BAYS = {"RECEPT": 1, "FAST": 2, "GEN": 3, "DIAG": 1, "EV": 1, "WHEEL": 1, "ALIGN": 1, "BODY": 1, "PAINT": 1, "PREP": 1}
BAYS |= {"QC": 1, "PDI": 1, "WASH": 1, "DETAIL": 1}


def build(extra_stores: int = 0, *, on: date) -> list[Store]:
    """The demo group with as many further stores as asked (S0003 …)."""
    password = make_password(PASSWORD)
    named = [make_store(code, *facts) for code, facts in STORES.items()]
    more = [make_store(f"S{n:04d}", f"示范{n}店", *STORES["SH01"][1:]) for n in range(3, 3 + extra_stores)]
    for role in sorted(GROUP_ROLES):
        make_person(f"{role}@group", PEOPLE[role] + "演示", [role], None, password)
    for store in [*named, *more]:
        with scope(store=store), override("zh-hans"):
            furnish(store, password, on)
    return [*named, *more]


def make_store(code: str, name: str, hours: tuple[time, time], contact: tuple[time, time]) -> Store:
    store = Store.objects.create(
        code=code,
        name=name,
        company=f"{name}(演示)汽车销售服务有限公司",
        credit_code=f"91310000DEMO{zlib.crc32(code.encode()) % 1_000_000:06d}",
        address="上海市虚构区样板路 1 号",
        phone="021-60000000",
        contact_from=contact[0],
        contact_until=contact[1],
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(store=store, weekday=day, opens=hours[0], closes=hours[1]) for day in range(7)
    )
    return store


def furnish(store: Store, password: str, on: date) -> None:
    """People, bays, rates and stock of one store."""
    for role in Role:
        if role not in GROUP_ROLES:
            for n in range(1 + MORE.get(role, 0)):
                name = f"{role}{n + 1 if n else ''}@{store.code}"
                make_person(name, f"{PEOPLE[role]}{NUMBERS[n]}样", [role], store, password)
    make_resources(store)
    make_rates(store, on)
    make_stock(store, on)


def make_person(username: str, name: str, roles: list[Role], store: Store | None, password: str) -> User:
    user = User.objects.create(
        username=username, name=name, password=password, email=f"{username.split('@')[0]}@{settings.DEMO_MAIL_DOMAIN}"
    )
    Membership.objects.bulk_create(Membership(user=user, role=role, store=store) for role in roles)
    return user


def make_resources(store: Store) -> None:
    types = {bay_type.code: bay_type for bay_type in BayType.objects.all()}
    made = [
        Resource(store=store, kind="bay", bay_type=types[code], name=f"{types[code].name_zh}{n}")
        for code, count in BAYS.items()
        for n in range(1, count + 1)
    ]
    people = Membership.objects.filter(store=store).select_related("user").order_by("pk")
    technicians = [m.user for m in people if m.role == Role.TECHNICIAN]
    made += [
        Resource(store=store, kind="technician", user=user, name=user.name, skills=skills)
        for user, skills in zip(technicians, SKILLS)
    ]
    made += [
        Resource(store=store, kind="advisor", user=m.user, name=m.user.name)
        for m in people
        if m.role == Role.SERVICE_ADVISOR
    ]
    Resource.objects.bulk_create(made)


def make_rates(store: Store, on: date) -> None:
    """The published rates of reference/labour_rates.csv, valid since two years ago."""
    LabourRate.objects.bulk_create(
        LabourRate(
            store=store,
            category=row["category"],
            unit="panel" if row["unit"] == "面" else "hour",
            price=Decimal(row["price_default_cny"]),
            tax_rate=Decimal(row["vat_rate"]),
            valid_from=date(on.year - 2, 1, 1),
        )
        for row in rows("labour_rates")
    )


def make_stock(store: Store, on: date) -> None:
    """Each part of the catalogue, a little more than its minimum on hand; every twelfth is out of stock."""
    minimum = {row["part_no"]: int(row["min_stock"] or 0) for row in rows("parts")}
    parts = list(Part.objects.order_by("number"))
    items = StockItem.objects.bulk_create(
        StockItem(
            store=store,
            part=part,
            on_hand=0 if n % 12 == 11 else minimum[part.number] + 6,
            min_stock=minimum[part.number],
            price=part.list_price,
            bin=f"{'ABCDEF'[n % 6]}-{n // 6 + 1:02d}",
        )
        for n, part in enumerate(parts)
    )
    opened = Store.objects.get(pk=store.pk).hours_on(on.replace(year=on.year - 1, day=1))[0]
    StockMovement.objects.bulk_create(
        StockMovement(store=store, item=item, kind="opening", quantity=item.on_hand, at=opened)
        for item in items
        if item.on_hand
    )
