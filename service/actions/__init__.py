"""What is done with a repair order, from the car's arrival to its hand-over."""

from service.actions.extra import answer_extra_work, ask_extra_work
from service.actions.findings import add_photo, find
from service.actions.handover import bill, cancel, close, deliver, inspect
from service.actions.materials import ask_for_parts, issue_part
from service.actions.reception import (
    check_in,
    note_condition,
    open_order,
    price,
    promise,
    receive_plate,
    receive_walk_in,
    sign,
    take_back,
)
from service.actions.workshop import booked_places, dispatch, finish, pause, resume, start

__all__ = [
    "add_photo",
    "answer_extra_work",
    "ask_extra_work",
    "ask_for_parts",
    "bill",
    "booked_places",
    "cancel",
    "check_in",
    "close",
    "deliver",
    "dispatch",
    "find",
    "finish",
    "inspect",
    "issue_part",
    "note_condition",
    "open_order",
    "pause",
    "price",
    "promise",
    "receive_plate",
    "receive_walk_in",
    "resume",
    "sign",
    "start",
    "take_back",
]
