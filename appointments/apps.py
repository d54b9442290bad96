from django.apps import AppConfig

from capacity import holders


class AppointmentsConfig(AppConfig):
    name = "appointments"

    def ready(self):
        holders.register("appointments.presenters.holders.claim_holders")
