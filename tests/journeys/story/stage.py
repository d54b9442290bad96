"""The stage of the story: two stores with people, bays, rates and stock, a customer with a car, a year behind them."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django_scopes import scope
from time_machine import Traveller

from accounts.access import Access
from accounts.models.people import Membership, User
from accounts.models.stores import Store
from accounts.roles import Role
from customers.actions import cars
from customers.actions.people import add_customer
from customers.models.people import Customer
from dealership.demo import bulk, group, history
from parts import actions as parts
from parts.models import StockItem
from tests.factories.accounts import make_user
from tests.factories.customers import MONDAY
from tests.factories.sales import make_lead
from vehicles.models import Vehicle, VehicleModel

MORNING = MONDAY - timedelta(hours=1)
HISTORY_ENDS = MONDAY - timedelta(days=9)  # its last cars have had their calls when the story begins
HOURS = (time(8), time(18))
CALLER, PLATE, MILEAGE = "13800138000", "沪A12345", 38_210
PROSPECT, FOLLOWED = "13700137000", "13600136000"
REAR_PADS = "5Q0698451C"
WORDS = "刹车时左前有异响,低速明显"


@dataclass
class Story:
    """What the acts hand on to each other: the store, its clock, and where each thing of the story is found."""

    store: Store
    neighbour: Store
    car: Vehicle
    clock: Any
    found: dict[str, str] = field(default_factory=dict)

    def until(self, day: int, hour: int, minute: int = 0) -> datetime:
        """The clock goes on to that time of a day of November 2026."""
        at = datetime(2026, 11, day, hour, minute, tzinfo=self.store.zone)
        self.clock.move_to(at)
        return at

    def user_of(self, role: Role, n: int = 1) -> str:
        return f"{role}{n if n > 1 else ''}@{self.store.code}"


def build(code: str, clock: Traveller) -> Story:
    """A store that nobody else uses, told apart by its code, and its neighbour."""
    stores = group.make_stores({f"{code}{n}": (name, HOURS) for n, name in ((1, "示范一店"), (2, "示范二店"))})
    group.make_places(stores)
    people = [person for store in stores for person in hire(store)]
    make_user(Role.GROUP_MANAGER, name="集团演示", username=f"group_manager@{code}1")
    User.objects.filter(username__contains=f"@{code}").update(password=make_password(group.PASSWORD))
    with scope(store=stores):
        group.make_resources(stores, people)
        group.make_rates(stores, MONDAY.date())
    group.make_stock(stores, MONDAY.date())
    stock_rear_pads(stores[0])
    with bulk.unguarded(many=False):
        history.write(stores, history.Size(leads=0, orders=700), at=HISTORY_ENDS)
    follow_some(stores[0])
    return Story(*stores, meet(stores[0]), clock)


def hire(store: Store) -> list[Membership]:
    for role, username, name in group.staff_of(store):
        make_user(role, store=store, name=name, username=username)
    return list(Membership.objects.filter(store=store).select_related("user", "store").order_by("pk"))


def stock_rear_pads(store: Store) -> None:
    """The part of the extra work lies in the store too."""
    by = Access.system(store)
    with scope(store=store):
        parts.receive(StockItem.objects.get(part__number=REAR_PADS), by=by, at=MORNING, quantity=4)


def meet(store: Store) -> Vehicle:
    """王女士 with her Tiguan L, known since summer; the brake pads of her car lie in the store."""
    by, at = Access.system(store), MONDAY - timedelta(days=150)
    with scope(store=store):
        customer = add_customer(by=by, at=at, name="王女士", phone=CALLER, email="wang@customer.example")
        Customer.objects.filter(pk=customer.pk).update(demo=True)
        model = VehicleModel.objects.filter(family="TIGUAN_L").order_by("code").first()
        return cars.add_car(
            customer, by=by, at=at, plate=PLATE, vin="LSVDM49J0S2000001", model=model, mileage=MILEAGE, colour="白"
        )


def follow_some(store: Store) -> None:
    """Leads that the first salesperson follows already, due on different days, and one of a colleague."""
    first, second = (seller(store, n) for n in (1, 2))
    for n, (days, grade, name, note) in enumerate(
        [
            (4, "O", "张示例", "比较两款车,等置换报价"),
            (8, "A", "刘演示", "周末带家人看车"),
            (7, "A", "陈样车", "关心油耗"),
            (15, "B", "杨甲乙", "明年春天换车"),
            (5, "A", "赵一二", "想试驾"),
        ]
    ):
        at, number = MORNING - timedelta(days=days), f"1370000000{n}"
        make_lead(store, by=first, at=at, grade=grade, name=name, note=note, phone=number)
    make_lead(store, by=second, at=MORNING - timedelta(days=2), grade="A", name="吴五六", phone=FOLLOWED)


def seller(store: Store, n: int) -> Access:
    users = Membership.objects.filter(store=store, role=Role.SALES_CONSULTANT).order_by("pk")
    return Access.of(users[n - 1].user, [Role.SALES_CONSULTANT], store)
