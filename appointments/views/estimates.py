"""One estimate, to read and to print."""

from core.views import DetailPage
from customers.presenters import plate_for
from pricing.models.estimates import Estimate
from pricing.perms import EstimatePerm
from pricing.presenters import groups_of, vat_of


class EstimateDetail(DetailPage):
    needs = EstimatePerm.ESTIMATE_VIEW
    template_name = "appointments/estimate_detail.html"

    def get_queryset(self):
        return Estimate.objects.with_lines()

    def get_context_data(self, **kwargs):
        lines = sorted(self.object.lines.all(), key=lambda line: line.position)
        return super().get_context_data(
            groups=groups_of(lines),
            vat=vat_of(lines),
            net=sum(line.net for line in lines),
            plate=plate_for(self.request.access, self.object.vehicle.plate),
            **kwargs,
        )
