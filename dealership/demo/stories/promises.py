"""Parts of a booking: the call, the acknowledgements of advisor and parts store, the message to the customer."""

from datetime import datetime, timedelta

from accounts import actions as accounts_actions
from accounts.access import Access
from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import calls
from appointments.models.calls import PhoneCall
from appointments.models.visits import Appointment
from customers.models.people import Customer
from dealership.demo.stage import Stage
from vehicles.models import Vehicle


def rang(stage: Stage, car: Vehicle, *, at: datetime) -> PhoneCall:
    """Make the call in which a car is booked; most are answered within three rings."""
    number, ring = Customer.objects.owner_of(car).main_number(), timedelta(seconds=4 + stage.cast * 7 % 15)
    facts = {"by": stage.by(Role.HOTLINE_CLERK), "number": number, "external_id": f"demo-{stage.cast}"}
    begun = at - timedelta(minutes=5)
    for event, moment in (("ring", begun), ("answer", begun + ring), ("hang_up", at)):
        call = calls.log_call(event=event, at=moment, reason="booking", **facts)
    return call


def advisor_of(visit: Appointment) -> Access:
    """The access of the advisor of an appointment."""
    return Access.of(visit.advisor.user, [Role.SERVICE_ADVISOR], visit.store)


def noted(stage: Stage, *visits: Appointment) -> None:
    """Ten minutes after the booking: advisor and parts store acknowledge, the customer's message is sent."""
    for visit in visits:
        at = visit.created_at + timedelta(minutes=10)
        for by in (advisor_of(visit), stage.by(Role.PARTS_CLERK)):
            for notice in Notice.objects.to(by.user, by.roles).waiting().filter(subject_id=visit.pk):
                accounts_actions.acknowledge(notice, by=by, at=at)
    stage.tick(at)
