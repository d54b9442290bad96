"""Addresses of the workshop's pages and of the customer's."""

from django.urls import path

from service.views import customer, handover, inspection, orders, prints, reception, walk_in, workshop

urlpatterns = [
    path("reception/", reception.Reception.as_view(), name="reception"),
    path("reception/walk-in/", walk_in.WalkIn.as_view(), name="walk_in"),
    path("reception/<int:pk>/receive/", reception.receive, name="receive"),
    path("orders/", orders.OrderList.as_view(), name="order_list"),
    path("orders/<int:pk>/", orders.OrderDetail.as_view(), name="order_detail"),
    path("orders/<int:pk>/check-in/condition/", reception.Condition.as_view(), name="check_in_condition"),
    path("orders/<int:pk>/check-in/photos/", reception.Photos.as_view(), name="check_in_photos"),
    path("orders/<int:pk>/check-in/agreed/", reception.WorkAndPromise.as_view(), name="check_in_work"),
    path("orders/<int:pk>/check-in/price/", reception.Price.as_view(), name="order_price"),
    path("orders/<int:pk>/check-in/signature/", reception.Signature.as_view(), name="check_in_signature"),
    path("orders/<int:pk>/take-back/", reception.TakeBack.as_view(), name="order_take_back"),
    path("orders/<int:pk>/print/", prints.repair_order, name="order_print"),
    path("orders/<int:pk>/photos/<int:photo>.jpg", orders.photo, name="order_photo"),
    path("orders/<int:pk>/dispatch/", workshop.DispatchOrder.as_view(), name="order_dispatch"),
    path("orders/<int:pk>/findings/new/", workshop.Find.as_view(), name="finding_new"),
    path("orders/<int:pk>/parts/", workshop.OrderParts.as_view(), name="order_parts"),
    path("orders/<int:pk>/extra-work/", orders.AskExtraWork.as_view(), name="extra_work"),
    path("orders/<int:pk>/extra-work/<int:extra>/", orders.AnswerExtraWork.as_view(), name="extra_work_answer"),
    path("orders/<int:pk>/promise/", orders.MovePromise.as_view(), name="order_promise"),
    path("orders/<int:pk>/inspect/", inspection.Inspect.as_view(), name="order_inspect"),
    path("orders/<int:pk>/bill/", handover.bill, name="order_bill"),
    path("orders/<int:pk>/deliver/", handover.deliver, name="order_deliver"),
    path("orders/<int:pk>/close/", handover.close, name="order_close"),
    path("orders/<int:pk>/cancel/", orders.Cancel.as_view(), name="order_cancel"),
    path("dispatch/", workshop.Dispatch.as_view(), name="dispatch"),
    path("my-work/", workshop.MyWork.as_view(), name="my_work"),
    path("jobs/", workshop.JobList.as_view(), name="job_list"),
    path("jobs/<int:pk>/start/", workshop.start, name="job_start"),
    path("jobs/<int:pk>/pause/", workshop.pause, name="job_pause"),
    path("jobs/<int:pk>/resume/", workshop.resume, name="job_resume"),
    path("jobs/<int:pk>/finish/", workshop.finish, name="job_finish"),
    path("jobs/<int:pk>/parts/", workshop.ask_for_parts, name="job_parts"),
    path("inspections/", inspection.InspectionList.as_view(), name="inspection_list"),
    path("o/<str:token>/", customer.order, name="customer_order"),
    path("o/<str:token>/photos/<int:photo>.jpg", customer.photo, name="customer_order_photo"),
]
