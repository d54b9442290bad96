"""A valid call for every POST of the API: what each must answer, and what the tests of bad input spoil.

Each department's module fills `CALLS`: the address of the published schema → what makes the world in which
the call is right, and gives the call.
"""

from tests.examples import appointments, capacity, customers, followup, house, money, sales, service
from tests.examples.world import Call, World

MODULES = [house, customers, money, capacity, appointments, sales, service, followup]
CALLS = {address: make for module in MODULES for address, make in module.CALLS.items()}

__all__ = ["CALLS", "Call", "World"]
