"""Addresses of the pages of sales."""

from django.urls import path, re_path

from sales.views import acts, leads, organisations, ownership, visits

urlpatterns = [
    path("sw.js", visits.service_worker, name="service_worker"),
    path("canvass/", visits.VisitNew.as_view(), name="visit_new"),
    path("canvass/conflicts/", visits.Conflicts.as_view(), name="visit_conflicts"),
    path("canvass/who/", visits.canvass_who, name="canvass_who"),
    path("canvass/offline/", visits.offline, name="canvass_offline"),
    path("visits/", visits.VisitList.as_view(), name="visit_list"),
    path("visits/<int:pk>/not-same/", ownership.NotSame.as_view(), name="visit_not_same"),
    re_path(r"^visits/(?P<pk>\d+)/(?P<choice>yield|join|transfer)/$", ownership.visit_choice, name="visit_choice"),
    path("leads/", leads.LeadList.as_view(), name="lead_list"),
    path("leads/reassign/", ownership.Reassign.as_view(), name="lead_reassign"),
    path("leads/<int:pk>/", leads.LeadDetail.as_view(), name="lead_detail"),
    path("leads/<int:pk>/contact/", acts.ContactNew.as_view(), name="lead_contact"),
    path("leads/<int:pk>/postpone/", acts.Postpone.as_view(), name="lead_postpone"),
    path("leads/<int:pk>/grade/", acts.Regrade.as_view(), name="lead_regrade"),
    path("leads/<int:pk>/grade/undo/", acts.lead_undo_grade, name="lead_undo_grade"),
    path("leads/<int:pk>/edit/", acts.Correct.as_view(), name="lead_edit"),
    path("leads/<int:pk>/review/", acts.Review.as_view(), name="lead_review"),
    path("leads/<int:pk>/win/", acts.lead_win, name="lead_win"),
    path("leads/<int:pk>/lose/", acts.Lose.as_view(), name="lead_lose"),
    path("revisits/", leads.RevisitList.as_view(), name="revisit_list"),
    path("cases/", ownership.CaseList.as_view(), name="case_list"),
    path("cases/<int:pk>/decide/", ownership.case_decide, name="case_decide"),
    path("organisations/", organisations.OrganisationList.as_view(), name="organisation_list"),
    path("organisations/new/", organisations.OrganisationNew.as_view(), name="organisation_new"),
    path("organisations/<int:pk>/", organisations.OrganisationDetail.as_view(), name="organisation_detail"),
    path("organisations/<int:pk>/edit/", organisations.OrganisationCorrect.as_view(), name="organisation_edit"),
    path(
        "organisations/<int:pk>/contact/", organisations.OrganisationContactNew.as_view(), name="organisation_contact"
    ),
]
