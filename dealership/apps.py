from django.apps import AppConfig
from django.core.checks import Tags, register

from dealership import checks


class DealershipConfig(AppConfig):
    name = "dealership"

    def ready(self):
        register(checks.limits_behind_a_pooler, Tags.database)
        register(checks.tables_of_an_earlier_edition, Tags.database)
