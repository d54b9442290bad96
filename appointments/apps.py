from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from capacity import holders as holders_of_time
from parts import holders as holders_of_goods


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = _("Appointments")

    def ready(self):
        holders_of_time.register("appointments.presenters.holders.claim_holders")
        holders_of_goods.register("appointments.actions.goods.AppointmentGoods")
