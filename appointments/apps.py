from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from capacity import disturbances
from capacity import holders as capacity_holders
from parts import holders as parts_holders


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = _("Appointments")

    def ready(self):
        capacity_holders.register("appointments.presenters.holders.claim_holders")
        disturbances.register("appointments.actions.risks.disturbed", "appointments.actions.risks.settled")
        parts_holders.register("appointments.actions.goods.AppointmentGoods")
