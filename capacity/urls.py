"""Addresses of the pages."""

from django.urls import path

from capacity.views import resources, roster, use

urlpatterns = [
    path("capacity/", resources.ResourceList.as_view(), name="resource_list"),
    path("capacity/use/", use.CapacityUse.as_view(), name="capacity_use"),
    path("capacity/duty/", roster.DutyWeek.as_view(), name="duty_week"),
    path("capacity/duty/new/", roster.DutyNew.as_view(), name="duty_new"),
    path("capacity/duty/<int:pk>/end/", roster.duty_end, name="duty_end"),
    path("capacity/new/<str:kind>/", resources.ResourceNew.as_view(), name="resource_new"),
    path("capacity/<int:pk>/", resources.ResourceDetail.as_view(), name="resource_detail"),
    path("capacity/<int:pk>/edit/", resources.ResourceEdit.as_view(), name="resource_edit"),
    path("capacity/<int:pk>/retire/", resources.resource_retire, name="resource_retire"),
    path("capacity/<int:pk>/use-again/", resources.resource_use_again, name="resource_use_again"),
    path("capacity/<int:pk>/week/", roster.WeekEdit.as_view(), name="resource_week"),
    path("capacity/<int:pk>/day/", roster.ShiftDayNew.as_view(), name="resource_day"),
    path("capacity/<int:pk>/absence/", resources.AbsenceNew.as_view(), name="absence_new"),
    path("capacity/days/<int:pk>/clear/", roster.shift_day_clear, name="shift_day_clear"),
    path("capacity/absences/<int:pk>/edit/", resources.AbsenceEdit.as_view(), name="absence_edit"),
    path("capacity/absences/<int:pk>/lift/", resources.absence_lift, name="absence_lift"),
]
