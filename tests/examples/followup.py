"""The call queue and complaints."""

from accounts.roles import Role
from tests.examples.world import Call, World
from tests.factories.followup import make_call, make_complaint
from tests.factories.service import manager


def agent(world: World):
    return world.someone(Role.CRM_AGENT)


def next_call(world: World) -> Call:
    make_call(world.store, world.at)
    return Call(agent(world), "/calls/next/")


def call(act: str, body: dict | None = None):
    def make(world: World) -> Call:
        return Call(agent(world), f"/calls/{make_call(world.store, world.at).pk}/{act}/", body or {})

    return make


def complaint(world: World) -> Call:
    task = make_call(world.store, world.at)
    about = {"customer": task.customer_id, "vehicle": task.vehicle_id, "task": task.pk}
    return Call(agent(world), "/complaints/", about | {"category": "skill", "words": "还是响"}, 201)


def on(status: str, act: str, body: dict, role: Role = Role.SERVICE_MANAGER):
    def make(world: World) -> Call:
        found = make_complaint(world.store, world.at, status=status)
        return Call(world.someone(role), f"/complaints/{found.pk}/{act}/", body)

    return make


def take(world: World) -> Call:
    found = make_complaint(world.store, world.at)
    body = {"owner": manager(world.store).user.pk}
    return Call(world.someone(Role.SERVICE_MANAGER), f"/complaints/{found.pk}/take/", body)


WRAPPED = {"outcome": "satisfied", "words": "谢谢", "attitude": 5, "fixed": True, "charges_explained": True}
WRAPPED |= {"on_time": True, "recommend": 9}

CALLS = {
    "/calls/next/": next_call,
    "/calls/{id}/take/": call("take"),
    "/calls/{id}/skip/": call("skip", {"reason": "重复"}),
    "/calls/{id}/finish/": call("finish", WRAPPED),
    "/complaints/": complaint,
    "/complaints/{id}/take/": take,
    "/complaints/{id}/answer/": on("assigned", "answer", {"answer": "明天检查"}),
    "/complaints/{id}/resolve/": on("in_progress", "resolve", {"remedy": "免费换片", "cause": "装错片"}),
    "/complaints/{id}/close/": on("resolved", "close", {"note": "满意"}, Role.CRM_AGENT),
    "/complaints/{id}/reopen/": on("resolved", "reopen", {"reason": "又响"}),
    "/complaints/{id}/escalate/": on("assigned", "escalate", {"reason": "没人管"}),
}
