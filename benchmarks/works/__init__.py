"""The works that are measured, each with its row and its next steps."""

from benchmarks.works import bare, calls
from benchmarks.works.nightly import NIGHTLY
from benchmarks.works.rush import RUSH
from benchmarks.works.work import Act, Prepare, Step, Work

NOISE = 0.1  # of an exponent: two medians differ by so much from noise alone


def over_web(prepare) -> Prepare:
    """A turn of the API or a page as a turn of somebody with lines to everything."""

    def prepared(store) -> Act:
        act = prepare(store)
        return lambda lines: act(lines.web)

    return prepared


def times_bare(most: float) -> Step:
    return Step(f"≤ {most:g} x bare SQL", lambda result: result.ratio("full", "bare"), most)


def times_beside(most: float, name: str) -> Step:
    return Step(f"≤ {most:g} x {name}", lambda result: result.ratio("full", "beside"), most)


def grows(most: float) -> Step:
    return Step(f"growth ≤ {most:.2f}", lambda result: result.growth, most, NOISE)


VALUES, ITS_JSON = "the .values() floor", "its JSON"
EMPTY = over_web(calls.empty)
WORKS = [
    Work("visit", "log a visit that makes a lead", over_web(calls.visit), bare.visit, steps=(times_bare(10),)),
    Work(
        "due",
        "my due revisits, first 50, JSON",
        over_web(calls.due_list),
        bare.due_list,
        bare.due_floor,
        steps=(times_beside(2.3, VALUES), grows(0.05)),
    ),
    Work(
        "due-page",
        "the same as a page",
        over_web(calls.due_page),
        bare.due_list,
        over_web(calls.due_list),
        steps=(times_beside(1.8, ITS_JSON),),
    ),
    Work("search", "search in one store, two characters", over_web(calls.search), bare.search, steps=(grows(0),)),
    Work(
        "board",
        "sales board of a store, all panels",
        over_web(calls.sales_board),
        bare.sales_board,
        steps=(times_bare(6), grows(0.3)),
    ),
    Work("group", "group board, all stores", over_web(calls.group_board), bare.group_board, steps=(grows(0.05),)),
    Work(
        "slots",
        "free slots: 14 days, first 10",
        over_web(calls.free_times),
        bare.free_times,
        steps=(times_bare(5), grows(0)),
    ),
    Work(
        "book",
        "book: claims, parts, notices, confirmations",
        over_web(calls.booking),
        bare.booking,
        steps=(times_bare(8), grows(0.10)),
        share=3,
    ),
    RUSH,
    Work(
        "order",
        "repair order from walk-in to issued bill, sum of calls",
        over_web(calls.walk_in),
        share=6,
        is_alone=True,
        stores=lambda group: group.always_open,
        afterwards=calls.hand_over,
    ),
    Work(
        "bill",
        "customer's bill by link",
        over_web(calls.bill_by_link),
        bare.bill_by_link,
        steps=(times_bare(15), grows(0.05)),
    ),
    NIGHTLY,
]
