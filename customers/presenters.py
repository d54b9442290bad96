"""How a customer reads: phone, plate and e-mail whole with the permission, else masked."""

from accounts.access import Access
from core import masks
from customers.perms import CustomerPerm
from vehicles.perms import VehiclePerm


def phone_for(access: Access | None, number: str) -> str:
    """`13800138000`, or `138****8000` for whoever may not see numbers (P20)."""
    return masks.whole(number) if access and access.can(CustomerPerm.PHONE_VIEW) else masks.phone(number)


def plate_for(access: Access | None, plate: str) -> str:
    """`沪A12345`, or `沪A***45`."""
    return plate if access and access.can(VehiclePerm.PLATE_VIEW) else masks.plate(plate)


def vin_for(access: Access | None, vin: str) -> str:
    """The whole VIN goes with the plate; else `LSV********345678`."""
    return vin if access and access.can(VehiclePerm.PLATE_VIEW) else masks.vin(vin)


def address_for(access: Access | None, address: str) -> str:
    """An e-mail address, or a phone, that a message goes to; it goes with the phone: `z***@example.com`."""
    return masks.whole(address) if access and access.can(CustomerPerm.PHONE_VIEW) else masks.address(address)
