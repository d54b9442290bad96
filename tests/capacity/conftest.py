"""What tests of free times start from: the workshop and the work that tests of appointments use."""

from tests.appointments.conftest import by, car, english, job, shop

__all__ = ["by", "car", "english", "job", "shop"]
