"""What a customer opens by link: his bill."""

import hashlib
from functools import partial
from random import choice

from benchmarks.asks import Ask
from benchmarks.houses import House
from benchmarks.works.work import Work, of_odoo


def open_bill(house: House):
    return partial(house.door.send, Ask(f"/b/{choice(house.store()['bills'])}/"))


def read_bill(house: House):
    token = choice(house.store()["bills"])
    return partial(house.sql, "bill", hash=hashlib.sha256(token.encode()).hexdigest())


BILL = Work("bill", "customer's bill by link", open_bill, read_bill, of_odoo(1 / 5, odoo=49, bare=0.25), growth=0.05)
