"""A customer books by himself: services with prices, his phone and a code, his car, a time, yes (SERVICE-R6).

Pages are complete without script, and what he has said stands in their addresses.
"""

from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from accounts.access import Access
from accounts.idempotency import answer_once
from accounts.models.stores import Store
from accounts.needs import public
from appointments.actions import selfbooking
from appointments.forms.selfbooking import PRICE_ANSWERS, TRANSPORTS, BookForm, CodeForm, HimselfForm, TimeForm, WhoForm
from appointments.presenters.selfbooking import Visit
from appointments.presenters.selfservices import services_at
from appointments.rules import selfbooking as selfbooking_rules
from appointments.rules.bookings import BookingRequest
from appointments.settings import SELF_LOOKS
from appointments.views.times import by_day
from capacity.actions import holds
from core import counters
from core.errors import Refused, TooOften
from customers.actions import proofs
from customers.models.proofs import PhoneProof

LOOKS_SECONDS = 600
FOLDER = "appointments/self"
SAID = ("service", "vehicle", "another", "advisor", "on")  # what stands in the address


def at_store(view):
    """Make `view(request, store, …)` a public page of the store in the address, in its scope and on its clock.

    It needs no CSRF token: nobody is signed in, and what a proof opens is opened by its address, as with a link.
    """

    @csrf_exempt
    @public
    @wraps(view)
    def page(request, code, **kwargs):
        _bytes = request.body  # read first: a key is looked for after the form was read
        store = get_object_or_404(Store, code__iexact=code, active=True)
        with scope(store=store), timezone.override(store.zone):
            return view(request, store, **kwargs)

    page.remembers_itself = True
    return page


def drawn(request, store: Store, name: str, *, status: int = 200, **facts):
    facts |= {"store": store, "demo": settings.DEMO, "home": reverse("self_store", args=[store.code])}
    return render(request, f"{FOLDER}/{name}.html", facts, status=status)


def status_of(refusal: Refused) -> int:
    return 429 if isinstance(refusal, TooOften) else 409


@at_store
@require_http_methods(["GET", "HEAD"])
def services(request, store):
    """The store and its services with prices; without a car a price may be a range."""
    facts = {"services": services_at(store, store.today(now())), "why_not": selfbooking_rules.why_not_online(store)}
    return drawn(request, store, "services", today=store.hours_on(store.today(now())), **facts)


@at_store
@require_http_methods(["GET", "HEAD", "POST"])
def who(request, store):
    """Asks for the phone or the plate; a POST sends the code, and says the same whoever has it."""
    form, refusal = WhoForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_begin(request, store, form.cleaned_data["sought"]))
        except Refused as refused:
            refusal = refused
    chosen = request.GET.getlist("service")
    named = [service for service in services_at(store, store.today(now())) if service.code in chosen]
    facts = {"form": form, "refusal": refusal, "chosen": named, "why_not": selfbooking_rules.why_not_online(store)}
    status = status_of(refusal) if refusal else 400 if form.errors else 200
    return drawn(request, store, "who", status=status, **facts)


def _begin(request, store: Store, sought: str) -> str:
    """The address of the proof that was begun."""
    if reason := selfbooking_rules.why_not_online(store):
        raise Refused(reason)
    by = Access.customer(store)
    begun = proofs.ask_code(sought, by=by, at=now(), address=counters.address_of(request))
    return _address(store, begun.token, request.GET)


def _here(request, store: Store) -> str:
    """The address of this page with what was said so far."""
    return _address(store, request.resolver_match.kwargs["token"], request.GET)


def _address(store: Store, token: str, parameters) -> str:
    chosen = [(name, value) for name in SAID for value in parameters.getlist(name) if value]
    address = reverse("self_visit", args=[store.code, token])
    return f"{address}?{urlencode(chosen)}" if chosen else address


@at_store
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request, store, token):
    """All that follows the phone: the code, the car, the time, the booking; each POST says its `step`."""
    proof = PhoneProof.objects.filter(token_hash=PhoneProof.hash_of(token)).first()
    if proof is None:
        raise Http404
    proof.store = store
    if now() >= proof.ends_at:
        return drawn(request, store, "ended", status=410)
    if request.method == "POST":
        act = STEPS.get(request.POST.get("step", ""))
        if act is None:
            raise Http404
        return act(request, store, proof)
    return _page(request, store, proof)


def _page(request, store: Store, proof: PhoneProof, *, refusal=None, status: int = 200, **facts):
    """The page that is due now."""
    facts |= {"refusal": refusal, "proof": proof, "status": status, "address": _here(request, store)}
    if proof.verified_at is None:
        return _ask_code(request, store, **facts)
    by = selfbooking.access_of(proof, store)
    seen = Visit(proof, request.GET, by=by, at=now())
    if not request.GET.getlist("service") and not refusal and (link := selfbooking.link_of(proof, by=by, at=now())):
        return redirect(link)
    facts["visit"] = seen
    if seen.vehicle is None:
        return _ask_car(request, store, **facts)
    if not seen.services:
        return drawn(request, store, "choose", **facts)
    if seen.held and not seen.unfit and not seen.why_not:
        return _ask_yes(request, store, **facts)
    return _offer_times(request, store, **facts)


def _ask_code(request, store: Store, **facts):
    chosen = urlencode([("service", code) for code in request.GET.getlist("service")])
    return drawn(request, store, "code", again=f"{reverse('self_who', args=[store.code])}?{chosen}", **facts)


def _ask_car(request, store: Store, *, form=None, **facts):
    return drawn(request, store, "car", form=form or HimselfForm(), **facts)


def _ask_yes(request, store: Store, *, said=None, **facts):
    facts |= {"transports": TRANSPORTS, "answers": PRICE_ANSWERS, "said": said or {}}
    return drawn(request, store, "confirm", **facts)


def _offer_times(request, store: Store, **facts):
    """The times; a machine that reads them again and again is told to wait."""
    counter = f"times:{store.pk}:{counters.address_of(request)}"
    if counters.value_of(counter) >= SELF_LOOKS.of(store):
        page = drawn(request, store, "wait", status=429)
        page["Retry-After"] = str(LOOKS_SECONDS)
        return page
    counters.count(counter, LOOKS_SECONDS)
    seen = facts["visit"]
    facts["days"] = by_day(seen.times, store)
    return drawn(request, store, "times", **facts)


# ── what he does ──────────────────────────────────────────────────────────────────────────────
def enter(request, store: Store, proof: PhoneProof):
    form = CodeForm(request.POST)
    code = form.cleaned_data["code"] if form.is_valid() else ""
    try:
        right = proofs.enter_code(proof, code, at=now())
    except Refused as refusal:
        return _page(request, store, proof, refusal=refusal, status=409)
    if right:
        return redirect(_here(request, store))
    return _page(request, store, proof, refusal=_("This is not the code. Look at the last text again."), status=400)


def add_himself(request, store: Store, proof: PhoneProof):
    form = HimselfForm(request.POST)
    if not form.is_valid():
        return _page(request, store, proof, form=form, status=400)
    by = selfbooking.access_of(proof, store)
    try:
        car = selfbooking.add_himself(proof, by=by, at=now(), **form.cleaned_data)
    except Refused as refusal:
        return _page(request, store, proof, form=form, refusal=refusal, status=409)
    parameters = request.GET.copy()
    parameters["vehicle"] = str(car.pk)
    parameters.pop("another", None)
    return redirect(_address(store, request.resolver_match.kwargs["token"], parameters))


def hold(request, store: Store, proof: PhoneProof):
    form = TimeForm(request.POST)
    by = selfbooking.access_of(proof, store)
    seen = Visit(proof, request.GET, by=by, at=now())
    try:
        if not form.is_valid() or seen.wish is None:
            raise Refused(_("Please choose one of the offered times."))
        work = {"operations": seen.contents[0], "parts": seen.contents[1], **form.cleaned_data["time"]}
        selfbooking.hold_for_him(proof, seen.vehicle, by=by, at=now(), **work)
    except Refused as refusal:
        return _page(request, store, proof, refusal=refusal, status=409)
    return redirect(_here(request, store))


def release(request, store: Store, proof: PhoneProof):
    holds.release_guest(proof.guest)
    return redirect(_here(request, store))


def book(request, store: Store, proof: PhoneProof):
    """Book what is held; a second press gets the first answer."""

    def respond():
        return _book(request, store, proof)

    return answer_once(request, respond, store=store, principal=f"self:{proof.pk}")


def _book(request, store: Store, proof: PhoneProof):
    form, by = BookForm(request.POST), selfbooking.access_of(proof, store)
    request.GET = request.POST  # the form carries what stood in the address
    seen = Visit(proof, request.POST, by=by, at=now())
    try:
        if not form.is_valid() or seen.vehicle is None or seen.held is None:
            raise Refused(_("This time is not held for you any more. Please choose one again."))
        facts = form.facts
        answer, held = facts.pop("answer"), seen.held
        work = {"operations": seen.single_work, "packages": seen.packages, "start": held.start, "advisor": held.advisor}
        request_to_book = BookingRequest(vehicle=seen.vehicle, **work, **facts)
        selfbooking.book_himself(proof, request_to_book, by=by, at=now(), answer=answer)
    except Refused as refusal:
        return _page(request, store, proof, refusal=refusal, status=409, said=request.POST)
    return redirect(request.path)


STEPS = {"code": enter, "car": add_himself, "time": hold, "other": release, "book": book}
