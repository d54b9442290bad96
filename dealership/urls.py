"""All addresses of the system."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from accounts.api.views import TokenView
from accounts.needs import public
from dealership import health, views
from dealership.api import routes


class Schema(SpectacularAPIView):
    public = True


class Docs(SpectacularSwaggerView):
    public = True


urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("language/", public(set_language), name="set_language"),
    path("healthz/live", health.live, name="health_live"),
    path("healthz/ready", health.ready, name="health_ready"),
    path("metrics", health.prometheus, name="prometheus"),
    path("style/", views.style_guide, name="style_guide"),
    path("repair-desk/", admin.site.urls),
    path("api/v1/token/", TokenView.as_view(), name="api-token"),
    path("api/v1/", include(routes().urls)),
    path("api/schema/", Schema.as_view(), name="schema"),
    path("api/docs/", Docs.as_view(url_name="schema"), name="api_docs"),
    path("", include("accounts.urls")),
    path("", include("customers.urls")),
    path("", include("parts.urls")),
    path("", include("pricing.urls")),
    path("", include("billing.urls")),
    path("", include("capacity.urls")),
    path("", include("appointments.urls")),
    path("", include("sales.urls")),
    path("", include("service.urls")),
    path("", include("followup.urls")),
    path("", include("dealership.boards.urls")),
]

handler400 = "dealership.views.bad_request"
handler403 = "dealership.views.forbidden"
handler404 = "dealership.views.not_found"
handler500 = "dealership.views.broken"
