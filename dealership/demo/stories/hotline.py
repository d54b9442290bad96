"""The hotline of the day: lines, two rescues, services that we lack, a question that waits, a caller who rang off."""

from datetime import timedelta

from accounts.models.lists import PickItem
from accounts.roles import Role
from appointments.actions import calls, lines, rescues, unmet
from appointments.models.unmet import KINDS
from core import phones
from dealership.demo.stage import Stage

HOTLINE, MANAGER = Role.HOTLINE_CLERK, Role.SERVICE_MANAGER
LACKED = [
    ("detailing", "想贴隐形车衣", 9_800),
    ("detailing", "贴全车膜，要隔热的", 3_200),
    ("detailing", "改色膜能做吗", None),
    ("tyres", "要米其林 235/45 R18", 3_600),
    ("tyres", "想换静音轮胎", None),
    ("other_maker", "别克君威能保养吗", 900),
    ("home_service", "能不能上门换电瓶", None),
]
REFERRED = {"answer": "refer", "refer_to": "隔壁美车坊", "reason": "没有贴膜工位，已谈好合作"}


def play(stage: Stage) -> None:
    phone_lines(stage)
    beside_the_road(stage)
    lacked(stage)
    unanswered(stage)


def phone_lines(stage: Stage) -> None:
    """Make the booking line, whose number documents show, and a second one for rescues."""
    by, at = stage.by(MANAGER), stage.ago(days=100)
    number = stage.store.phone if phones.fold(stage.store.phone) else "021-68880000"
    lines.print_line(lines.add_line(by=by, at=at, number=number, label="预约热线"), by=by, at=at)
    lines.add_line(by=by, at=at, number="021-68889110", label="救援专线")


def beside_the_road(stage: Stage) -> None:
    """Make a rescue that is on the way, and one that was fixed on the spot this morning."""
    by = stage.by(HOTLINE)
    said = {"people_safe": "yes", "triangle": "yes", "car": "白色途观L"}
    at = stage.ago(minutes=25)
    place = {"place": "外环高速内圈 K42，沪太路出口前", "words": "发动机故障灯亮，加不上油，靠边停了"}
    rescue = rescues.ask_rescue(by=by, at=at, phone=stage.phone(), **said | place)
    crew = {"crew": "顺达拖车 李师傅", "crew_phone": "13900139110"}
    rescues.dispatch_rescue(rescue, by=by, at=at + timedelta(minutes=6), **crew)
    at = stage.ago(hours=2)
    place = {"place": "公司地下车库 B2", "words": "打不着火，仪表不亮", "car": "红色朗逸"}
    fixed = rescues.ask_rescue(by=by, at=at, phone=stage.phone(), **said | place)
    rescues.dispatch_rescue(fixed, by=by, at=at + timedelta(minutes=4), crew="小周，带搭电线")
    rescues.arrive_at_rescue(fixed, by=by, at=at + timedelta(minutes=31))
    rescues.fix_rescue(fixed, by=by, at=at + timedelta(minutes=44))
    rescues.close_rescue(fixed, by=by, at=at + timedelta(minutes=50))


def lacked(stage: Stage) -> None:
    """Write down what was asked for in vain in the last weeks, and one decision."""
    kinds = {kind.code: kind for kind in PickItem.objects.of(KINDS)}
    for n, (code, words, value) in enumerate(LACKED):
        at = stage.ago(days=n * 2, hours=1)
        unmet.log_unmet(by=stage.by(HOTLINE), at=at, kind=kinds[code], words=words, number=stage.phone(), value=value)
    unmet.decide_unmet(kinds["detailing"], by=stage.by(MANAGER), at=stage.ago(days=1), **REFERRED)


def unanswered(stage: Stage) -> None:
    """Make a question that waits for its answer, an engaged line, and a caller without a number."""
    facts = {"by": stage.by(HOTLINE), "line": stage.store.phone}
    question = {"reason": "question", "note": "ID.4 的充电口盖有没有货，多少钱", "stays_open": True}
    calls.log_call(event="answer", at=stage.ago(minutes=40), number=stage.phone(), **facts | question)
    calls.log_call(event="busy", at=stage.ago(minutes=12), external_id="demo-busy", number=stage.phone(), **facts)
    calls.log_call(event="hang_up", at=stage.ago(minutes=9), external_id="demo-hidden", **facts)
