"""Finds, adds and corrects customers."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock, refuse_stale
from core import credit_codes, phones
from core.errors import Refused
from core.transactions import one_transaction
from customers import rules
from customers.models.people import Customer, CustomerPhone
from customers.perms import CustomerPerm


@one_transaction()
def meet(phone: str, *, by: Access, at: datetime, name: str = "") -> Customer:
    """The customer with this number, added if there is none; two clerks at once get one customer (unique index).

    A missing name is filled in. Raises Refused (field `phone`) for an invalid number.
    """
    by.require(CustomerPerm.CUSTOMER_EDIT)
    number = _number(phone)
    if holder := rules.holder(number):
        return _named(holder, name, by=by, at=at)
    try:
        with transaction.atomic():
            return _register(Customer(name=name), number, shared=False, by=by, at=at)
    except IntegrityError:
        winner = rules.holder(number)
        if winner is None:
            raise
        return winner


@transaction.atomic
def add_customer(
    *,
    by: Access,
    at: datetime,
    name: str,
    kind: str = Customer.Kind.PERSON,
    phone: str = "",
    email: str = "",
    shared: bool = False,
    credit_code: str = "",
    note: str = "",
) -> Customer:
    """Add a customer; the number or credit code of another customer is refused, naming that one masked."""
    by.require(CustomerPerm.CUSTOMER_EDIT)
    number = _number(phone)
    customer = Customer(name=name, kind=kind, email=email, credit_code=credit_code, note=note)
    _tidy(customer)
    _refuse(customer, number, shared)
    try:
        with transaction.atomic():
            return _register(customer, number, shared=shared, by=by, at=at)
    except IntegrityError:  # a colleague was faster: now the rule reads the other row
        _refuse(customer, number, shared)
        raise


@transaction.atomic
def correct_customer(customer: Customer, *, by: Access, at: datetime, version: int, **fields: Any) -> Customer:
    """Change the facts of a customer; raises Stale when a colleague did so since the form was opened (P13).

    `fields`: name, kind, email, credit_code, note, and phone with shared for the primary number ("" removes it).
    """
    by.require(CustomerPerm.CUSTOMER_EDIT)
    customer = lock(customer)
    refuse_stale(customer, version)
    changed = sorted(fields)
    main = _main_phone(customer)
    before = main.number, main.shared
    main.number = _number(fields.pop("phone", main.number))
    main.shared = fields.pop("shared", main.shared)
    for field, value in fields.items():
        setattr(customer, field, value)
    _tidy(customer)
    _refuse(customer, main.number, main.shared)
    customer.version += 1
    try:
        with transaction.atomic():
            if (main.number, main.shared) != before:
                _keep(main)
            customer.save()
    except IntegrityError:  # a colleague was faster: now the rule reads the other row
        _refuse(customer, main.number, main.shared)
        raise
    record(customer, "correct", by=by, at=at, fields=changed)
    return customer


def _register(customer: Customer, number: str, *, shared: bool, by: Access, at: datetime) -> Customer:
    customer.store, customer.created_at, customer.is_new = by.store, at, True
    customer.save()
    if number:
        CustomerPhone.objects.create(store=by.store, customer=customer, number=number, shared=shared)
    record(customer, "add", by=by, at=at)
    return customer


def _tidy(customer: Customer) -> None:
    """Bring the name and the credit code into their stored form."""
    customer.name, customer.credit_code = customer.name.strip(), credit_codes.fold(customer.credit_code)


def _named(customer: Customer, name: str, *, by: Access, at: datetime) -> Customer:
    if not name or customer.name:
        return customer
    customer = lock(customer)
    if not customer.name:
        customer.name, customer.version = name, customer.version + 1
        customer.save()
        record(customer, "correct", by=by, at=at, fields=["name"])
    return customer


def _main_phone(customer: Customer) -> CustomerPhone:
    """The main phone of a customer, or an empty row for it."""
    return customer.main_phone() or CustomerPhone(store_id=customer.store_id, customer=customer, number="")


def _keep(phone: CustomerPhone) -> None:
    if phone.number:
        phone.save()
    elif phone.pk:
        phone.delete()


def _refuse(customer: Customer, number: str, shared: bool) -> None:
    saved = customer if customer.pk else None
    if reason := rules.why_not_nameless(customer.name, number):
        raise Refused(reason, field="name")
    if number and (reason := rules.why_not_phone(number, shared=shared, customer=saved)):
        raise Refused(reason, field="phone", customer=getattr(rules.holder(number), "pk", None))
    if customer.credit_code and (reason := rules.why_not_credit_code(customer.credit_code, customer=saved)):
        raise Refused(reason, field="credit_code")


def _number(phone: str) -> str:
    try:
        return phones.normalise(phone) if phone else ""
    except phones.InvalidPhone as error:
        raise Refused(str(error), field="phone") from error
