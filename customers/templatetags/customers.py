"""Tags and filters for facts of customers, masked by the reader's permissions."""

from django import template

from customers import channels, presenters
from vehicles import families

register = template.Library()


@register.filter
def phone_for(number, access):
    """A phone number, masked unless the reader may see it."""
    return presenters.phone_for(access, number or "")


@register.filter
def plate_for(plate, access):
    """A plate, masked unless the reader may see it."""
    return presenters.plate_for(access, plate or "")


@register.filter
def vin_for(vin, access):
    """A VIN, masked unless the reader may see it."""
    return presenters.vin_for(access, vin or "")


@register.filter
def address_for(address, access):
    """Where a message goes, masked unless the reader may see it."""
    return presenters.address_for(access, address or "")


@register.filter
def channel_name(code):
    """A channel in words."""
    return channels.label_of(code)


@register.filter
def family_name(code):
    """A family of cars by name."""
    return families.name_of(code)


@register.simple_tag
def family_names():
    """The families of cars by name, to choose from."""
    return families.all_names()
