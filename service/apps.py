from django.apps import AppConfig

from parts import holders


class ServiceConfig(AppConfig):
    name = "service"

    def ready(self):
        holders.register("service.actions.goods.OrderGoods")
