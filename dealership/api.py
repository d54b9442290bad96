"""The router of the API under `/api/v1/`, with the nouns of each department."""

from importlib import import_module

from rest_framework.routers import SimpleRouter

DEPARTMENTS = [
    "accounts",
    "customers",
    "parts",
    "pricing",
    "billing",
    "capacity",
    "appointments",
    "sales",
    "service",
    "followup",
]


def routes() -> SimpleRouter:
    router = SimpleRouter(use_regex_path=True)
    for module in [*(f"{name}.api.urls" for name in DEPARTMENTS), "dealership.boards.api.urls"]:
        for address, viewset in import_module(module).ROUTES:
            router.register(address, viewset, basename=f"api-{address}")
    return router
