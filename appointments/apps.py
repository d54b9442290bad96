from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from capacity import holders


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = _("Appointments")

    def ready(self):
        holders.register("appointments.presenters.holders.claim_holders")
