"""The stores of the demo with every role, their bays, technicians, published rates and stock."""

import zlib
from datetime import date, datetime, time, timedelta
from itertools import cycle

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils.translation import override
from django_scopes import scope, scopes_disabled

from accounts.access import Access
from accounts.actions import change_settings
from accounts.models.people import Membership, User
from accounts.models.stores import OpeningHours, Store
from accounts.roles import GROUP_ROLES, Role
from capacity.models.resources import Resource
from capacity.models.roster import Duty, Shift
from core.reference import rows
from customers.settings import CONTACT_FROM, CONTACT_UNTIL
from dealership import opening
from parts.models import ShelfPlace
from pricing.models.prices import LabourRate

PASSWORD = "demo"
DAY_AND_NIGHT = (time(0), time(0))
STORES = {
    "SH01": ("示范一店", (time(8), time(18))),
    "SH02": ("示范二店", DAY_AND_NIGHT),
}
# Where the two stores are, for the store finder; the places are made up.
PLACES: dict[str, dict[str, str | float]] = {
    "SH01": {"city": "上海", "district": "样板区", "latitude": 31.23, "longitude": 121.47},
    "SH02": {"city": "上海", "district": "示范区", "latitude": 31.05, "longitude": 121.4},
}
# The people of a role at a store besides the one named as the role.
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
    """Make the demo group with further stores (S0003 …), in one statement per table."""
    more = {f"S{n:04d}": (f"示范{n}店", *STORES["SH01"][1:]) for n in range(3, 3 + extra_stores)}
    stores = make_stores(STORES | more)
    open_day_and_night(stores[1], on=on)
    people = make_people(stores)
    with scopes_disabled(), override("zh-hans"):
        make_resources(stores, people)
        make_roster(stores[: len(STORES)], people, on)
        make_rates(stores, on)
    make_stock(stores, on)
    make_places(stores)
    return stores


def make_places(stores: list[Store]) -> None:
    """Make the places of each store's appointment shelf."""
    with scopes_disabled():
        ShelfPlace.objects.bulk_create(
            ShelfPlace(store=store, code=f"Y-{number:02d}", capacity=2) for store in stores for number in range(1, 25)
        )


def make_stores(facts: dict[str, tuple]) -> list[Store]:
    stores = Store.objects.bulk_create(new_store(code, *of) for code, of in facts.items())
    OpeningHours.objects.bulk_create(
        OpeningHours(store=store, weekday=day, opens=hours[0], closes=hours[1])
        for store, (_name, hours) in zip(stores, facts.values())
        for day in range(7)
    )
    return stores


def open_day_and_night(store: Store, *, on: date) -> None:
    """Let the customers of SH02 be contacted at any hour."""
    at = datetime.combine(on, time(0), store.zone)
    with scope(store=store):
        change_settings({CONTACT_FROM.key: time(0), CONTACT_UNTIL.key: time(0)}, by=Access.system(store), at=at)


def new_store(code: str, name: str, _hours: tuple[time, time]) -> Store:
    return Store(
        code=code,
        name=name,
        company=f"{name}(演示)汽车销售服务有限公司",
        credit_code=f"91310000DEM0{zlib.crc32(code.encode()) % 1_000_000:06d}",
        address="上海市虚构区样板路 1 号",
        phone="021-60000000",
        **PLACES.get(code, {"city": "上海"}),
    )


def make_people(stores: list[Store]) -> list[Membership]:
    """Make people for every role at each store and at the group, several for some roles; all with one password."""
    cast = [(None, role, f"{role}@group", PEOPLE[role] + "演示") for role in sorted(GROUP_ROLES)]
    cast += [(store, *person) for store in stores for person in staff_of(store)]
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(username=username, name=name, password=password, email=email_of(username))
        for _store, _role, username, name in cast
    )
    return Membership.objects.bulk_create(
        Membership(user=user, role=role, store=store) for user, (store, role, _username, _name) in zip(users, cast)
    )


def staff_of(store: Store) -> list[tuple[Role, str, str]]:
    """(role, user name, name) of everybody at a store: the first of a role has the role as name."""
    return [
        (role, f"{role}{n + 1 if n else ''}@{store.code}", f"{PEOPLE[role]}{NUMBERS[n]}样")
        for role in Role
        if role not in GROUP_ROLES
        for n in range(1 + MORE.get(role, 0))
    ]


def email_of(username: str) -> str:
    return f"{username.split('@')[0]}@{settings.DEMO_MAIL_DOMAIN}"


def make_resources(stores: list[Store], people: list[Membership]) -> None:
    made = opening.bays(stores, BAYS)
    technicians = [one for one in people if one.role == Role.TECHNICIAN]
    made += [seat("technician", one, skills=skills) for one, skills in zip(technicians, cycle(SKILLS))]
    made += [seat("advisor", one) for one in people if one.role == Role.SERVICE_ADVISOR]
    Resource.objects.bulk_create(made)


def seat(kind: str, person: Membership, **facts) -> Resource:
    return Resource(store=person.store, kind=kind, user=person.user, name=person.user.name, **facts)


TOOLS = ["四轮定位仪", "诊断仪", "动平衡机", "空调冷媒机"]
FROM_DAYS = 5  # the cases of the first days need everybody at every hour
BREAKS = [(time(11, 30), time(12, 30)), (time(12, 30), time(13, 30))]
ROUND_THE_CLOCK = [(time(0), time(8)), (time(8), time(16)), (time(16), time(0))]
HALVES = [(time(8), time(13)), (time(13), time(18))]


def make_roster(stores: list[Store], people: list[Membership], on: date) -> None:
    """Make tools, a driver and a loan car, shifts that begin in a few days, certificates with an end, and duty."""
    for store in stores:
        staff = [one for one in people if one.store == store]
        driver = next(one for one in staff if one.role == Role.SERVICE_ADVISOR)
        made = [Resource(store=store, kind="tool", name=name) for name in TOOLS]
        made += [Resource(store=store, kind="loan_car", name="沪A·D0001"), seat("driver", driver)]
        Resource.objects.bulk_create(made)
        crew = list(Resource.objects.filter(store=store, kind__in=["technician", "advisor"]).order_by("pk"))
        Shift.objects.bulk_create(shift for n, one in enumerate(crew) for shift in week_of(one, n, on))
        certified = [one for one in crew if "HV" in one.skills]
        for one, days in zip(certified, (45, 400)):
            one.certified_until = on + timedelta(days=days)
        Resource.objects.bulk_update(certified, ["certified_until"])
        Duty.objects.bulk_create(duty for n in range(7) for duty in duty_of(store, staff, on + timedelta(days=n)))


def week_of(one: Resource, n: int, on: date) -> list[Shift]:
    """The week of a store's n-th person: a day off, a break in turns, or a shift where the store never closes."""
    since = on + timedelta(days=FROM_DAYS)
    if one.store.code == "SH02":
        starts, ends = ROUND_THE_CLOCK[n % 3]
        times = {"starts": starts, "ends": ends}
    else:
        begins, until = BREAKS[n % 2]
        times = {"starts": time(8), "ends": time(18), "break_starts": begins, "break_ends": until}
    off = (on.weekday() + FROM_DAYS + n) % 7
    facts = {"store": one.store, "resource": one, "since": since}
    return [Shift(weekday=day, **facts, **({"off": True} if day == off else times)) for day in range(7)]


def duty_of(store: Store, staff: list[Membership], on: date) -> list[Duty]:
    """Who answers the hotline and who receives on a day, in two halves."""
    duties = []
    for kind, role in ((Duty.Kind.HOTLINE, Role.HOTLINE_CLERK), (Duty.Kind.RECEPTION, Role.SERVICE_ADVISOR)):
        able = [one.user for one in staff if one.role == role]
        for n, (starts, ends) in enumerate(HALVES):
            user = able[(on.toordinal() + n) % len(able)]
            duties.append(Duty(store=store, kind=kind, user=user, on=on, starts=starts, ends=ends))
    return duties


def make_rates(stores: list[Store], on: date) -> None:
    """Make the published rates, valid for two years."""
    since = date(on.year - 2, 1, 1)
    LabourRate.objects.bulk_create(opening.rates(stores, valid_from=since))


STOCK = """
    WITH least AS (SELECT unnest(%s::text[]) number, unnest(%s::int[]) pieces),
    counted AS (SELECT p.id, p.list_price, l.pieces, row_number() OVER (ORDER BY p.number) - 1 n
                FROM parts_part p JOIN least l USING (number))
    INSERT INTO parts_stockitem (store_id, part_id, on_hand, reserved, min_stock, price, bin)
    SELECT s.id, c.id, CASE WHEN c.n %% 12 = 11 THEN 0 ELSE c.pieces + 6 END, 0, c.pieces, c.list_price,
           substr('ABCDEF', (1 + c.n %% 6)::int, 1) || '-' || lpad((c.n / 6 + 1)::text, 2, '0')
    FROM accounts_store s CROSS JOIN counted c WHERE s.id = ANY (%s) ORDER BY s.id, c.n"""
OPENED = """
    INSERT INTO parts_stockmovement (store_id, item_id, kind, quantity, note, at)
    SELECT i.store_id, i.id, 'opening', i.on_hand, '', (%s + time '08:00') AT TIME ZONE s.time_zone
    FROM parts_stockitem i JOIN accounts_store s ON s.id = i.store_id
    WHERE i.on_hand > 0 AND s.id = ANY (%s) ORDER BY i.id"""


def make_stock(stores: list[Store], on: date) -> None:
    """Make stock of each part of the catalogue, a little over its minimum; every twelfth part is out of stock."""
    least = {row["part_no"]: int(row["min_stock"] or 0) for row in rows("parts")}
    keys = [store.pk for store in stores]
    with connection.cursor() as cursor:
        cursor.execute(STOCK, [list(least), list(least.values()), keys])
        cursor.execute(OPENED, [date(on.year - 1, on.month, 1), keys])
