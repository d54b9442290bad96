"""Each invariant of the house notices when it is broken: one that cannot fail is worth nothing.

The rows below could not be written through the house, nor past its guards: triggers and foreign keys are put off, named
constraints taken away, and everything is taken back after each test.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django_scopes import scope

from billing.actions import bills
from customers.models.messages import Message
from dealership import integrity
from tests import databases
from tests.factories import followup, sales, service
from tests.factories.accounts import make_store
from tests.moments import MONDAY

pytestmark = pytest.mark.django_db
AT = MONDAY + timedelta(hours=8)
NO_TRIGGERS = """DO $$ DECLARE guarded regclass; BEGIN
    FOR guarded IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE 'ALTER TABLE ' || guarded || ' DISABLE TRIGGER USER';
    END LOOP; END $$"""
CLAIM, MESSAGE, BILL = "capacity_claim", "customers_message", "billing_bill"
OPEN_VISIT = "(SELECT min(id) FROM appointments_appointment WHERE status = 'confirmed')"
TAKEN = (
    "status = 'taken' AND claim_set_id = "
    "(SELECT claim_set_id FROM appointments_appointment WHERE status = 'confirmed' ORDER BY id LIMIT 1)"
)
ADVISORS = "(SELECT id FROM capacity_resource WHERE kind IN ('advisor', 'vehicle'))"
SENT = f"purpose = 'appointment_hour' AND source_id = {OPEN_VISIT}"


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """A store with a bit of everything; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        store = make_store("SOUND")
        with scope(store=store):
            furnish(store)
            databases.check_keys()
            yield store
        transaction.set_rollback(True)


def furnish(store) -> None:
    """Two cars handed over (one bill credited), one that comes tomorrow and was told so, a lead, a call."""
    order = service.make_closed(store, MONDAY, parts=1)
    other = service.make_delivered(store, MONDAY + timedelta(hours=1))
    bill = bills.credit(other.bill, by=service.manager(store), at=MONDAY + timedelta(hours=5), reason="wrong payer")
    assert bill.status == "credited"
    visit = service.make_visit(store, MONDAY, start=MONDAY + timedelta(days=1), parts=1)
    early = {"sent_at": MONDAY, "due_at": MONDAY, "status": "accepted"}
    for status in ("sending", "accepted"):
        Message.objects.filter(purpose="appointment_hour", source_id=visit.pk).update(**early | {"status": status})
    Message.objects.filter(status="planned").update(due_at=AT + timedelta(hours=1))
    sales.make_lead(store)
    followup.make_call(store, AT, order=order)


@contextmanager
def wreckage():
    """What is written inside stands beside every guard, and is gone afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(NO_TRIGGERS)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield cursor
        transaction.set_rollback(True)


def twin(table: str, where: str = "true", **other: str) -> str:
    """A second row like the first that is found, but for these columns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table])
        own = "pgh_id" if table.endswith("event") else "id"
        columns = [name for (name,) in cursor.fetchall() if name != own]
    quoted = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(other.get(name, f'"{name}"') for name in columns)
    return f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table} WHERE {where} ORDER BY 1 LIMIT 1"


def without(table: str, constraint: str) -> str:
    return f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"


def changed(table: str, what: str, where: str = "true") -> str:
    """The first row that is found, changed."""
    return f"UPDATE {table} SET {what} WHERE id = (SELECT min(id) FROM {table} WHERE {where})"


def elsewhere() -> str:
    other = '{"id": 999999, "code": "THEM", "changed_settings": {}}'
    return (
        f"INSERT INTO accounts_store SELECT (jsonb_populate_record(s, '{other}')).*"
        " FROM accounts_store s WHERE code = 'SOUND'"
    )


UNPREPARED = (
    f"UPDATE appointments_prepitem SET done_at = NULL WHERE \"group\" = 'crew' AND appointment_id = {OPEN_VISIT}"
)
BREAKS = {
    "I1 two claims": lambda: [
        without(CLAIM, "no_two_claims_at_once"),
        twin(CLAIM, f"{TAKEN} AND resource_id IN {ADVISORS}"),
    ],
    "I2 no technician": lambda: [
        UNPREPARED,
        f"DELETE FROM {CLAIM} WHERE {TAKEN} AND resource_id NOT IN {ADVISORS}",
    ],
    "I2 no stretch": lambda: [
        UNPREPARED,
        f"DELETE FROM appointments_segment WHERE appointment_id = {OPEN_VISIT}",
    ],
    "I3 of nobody": lambda: [
        without(CLAIM, "taken_claim_belongs_to_a_set"),
        twin(CLAIM, claim_set_id="NULL", during="tstzrange('2027-01-01', '2027-01-02')"),
    ],
    "I3 of a cancelled visit": lambda: [
        without("appointments_appointment", "cancelled_appointment_has_time"),
        f"UPDATE appointments_appointment SET status = 'cancelled' WHERE id = {OPEN_VISIT}",
    ],
    "I3 held for ever": lambda: [
        twin(
            CLAIM,
            status="'held'",
            claim_set_id="NULL",
            held_by_id="(SELECT min(id) FROM accounts_user)",
            expires_at="'2026-11-01'",
            during="tstzrange('2027-01-01', '2027-01-02')",
        )
    ],
    "I4 reserved for nobody": lambda: [changed("parts_stockitem", "reserved = reserved + 1")],
    "I4 more than there is": lambda: [
        without("parts_stockitem", "reserved_is_on_hand"),
        changed("parts_stockitem", "on_hand = 0, reserved = 1"),
        "DELETE FROM parts_stockmovement WHERE item_id = (SELECT min(id) FROM parts_stockitem)",
    ],
    "I5 stock from nowhere": lambda: [changed("parts_stockitem", "on_hand = on_hand + 1")],
    "I6 a confirmation short": lambda: [
        f"""DELETE FROM appointments_confirmation WHERE id =
            (SELECT min(id) FROM appointments_confirmation WHERE appointment_id = {OPEN_VISIT})"""
    ],
    "I7 forgotten": lambda: [
        twin(MESSAGE, version="9", reference="'f'", status="'planned'", sent_at="NULL", due_at="'2026-11-22'")
    ],
    "I7 left half-way": lambda: [
        twin(
            MESSAGE, version="9", reference="'h'", status="'sending'", due_at="'2026-11-22'", lease_until="'2026-11-22'"
        )
    ],
    "I8 sent again": lambda: [twin("customers_messageevent", "status = 'accepted'", status="'sending'")],
    "I8 two rows": lambda: [without(MESSAGE, "one_message_a_purpose"), twin(MESSAGE, SENT, reference="'twice'")],
    "I9 after it began": lambda: [changed(MESSAGE, "sent_at = not_after + interval '1 minute'", SENT)],
    "I9 after it was moved": lambda: [
        changed(MESSAGE, "version = 1, sent_at = '2026-11-23 12:00+08'", SENT),
        f"""INSERT INTO appointments_visitevent (store_id, appointment_id, kind, at, facts)
            SELECT store_id, id, 'moved', '2026-11-23 11:00+08', '{{}}' FROM appointments_appointment
            WHERE id = {OPEN_VISIT}""",
    ],
    "I9 after it was called off": lambda: [
        f"DELETE FROM {CLAIM} WHERE {TAKEN}",
        f"""UPDATE appointments_appointment SET status = 'cancelled', cancelled_at = '2026-11-23 08:00+08'
            WHERE id = {OPEN_VISIT}""",
    ],
    "I10 another status than the log": lambda: [
        "UPDATE accounts_activity SET to_status = 'delivered' WHERE id = (SELECT max(id) FROM accounts_activity"
        " WHERE subject = 'service.repairorder' AND to_status = 'closed')",
        "UPDATE accounts_activity SET from_status = 'settled' WHERE subject = 'service.repairorder'"
        " AND to_status = 'delivered'",
    ],
    "I10 no such move": lambda: [
        changed("accounts_activity", "from_status = 'lost'", "subject = 'billing.bill' AND verb = 'move'")
    ],
    "I11 his own work": lambda: [
        changed(
            "service_inspection",
            "inspector_id = (SELECT r.user_id FROM service_job j JOIN capacity_resource r"
            " ON r.id = j.technician_id WHERE j.order_id = service_inspection.order_id LIMIT 1)",
        )
    ],
    "I12 a total": lambda: [
        without(BILL, "paid_bill_is_paid_in_full"),
        changed(BILL, "total = total + 1, net = net + 1", "status = 'paid'"),
    ],
    "I12 a line": lambda: [
        without("billing_billline", "bill_line_says_its_amount"),
        changed("billing_billline", "unit_price = unit_price + 1"),
    ],
    "I13 a gap": lambda: [
        changed(BILL, "serial = 9", "serial = (SELECT max(serial) FROM billing_bill)"),
    ],
    "I13 a twin": lambda: [
        without(BILL, "bill_numbers_without_twin"),
        changed(BILL, "serial = serial - 1", "serial = (SELECT max(serial) FROM billing_bill)"),
    ],
    "I14 a broken chain": lambda: [changed(BILL, "hash = 'x'", "serial = 1")],
    "I15 money from nowhere": lambda: ["DELETE FROM billing_allocation"],
    "I15 more than the receipt": lambda: [changed("billing_receipt", "amount = amount - 1", "amount > 1")],
    "I15 spent and given back": lambda: [
        "INSERT INTO billing_receipt (store_id, method, amount, reference, gives_back_id, at)"
        " SELECT store_id, method, -amount, '', id, at FROM billing_receipt WHERE amount > 0"
    ],
    "I15 half a credit": lambda: [
        without("billing_billline", "bill_line_says_its_amount"),
        f"UPDATE {BILL} SET total = total + 1, net = net + 1 WHERE credit_of_id IS NOT NULL",
        """UPDATE billing_billline SET amount = amount + 1, net = net + 1, discount = discount + 1
            WHERE mirrors_id IS NOT NULL AND position = 1""",
    ],
    "I16 declined": lambda: [
        changed(
            "pricing_estimateline",
            "approval = 'declined'",
            "id IN (SELECT estimate_line_id FROM billing_billline WHERE mirrors_id IS NULL)",
        )
    ],
    "I16 of no estimate": lambda: [
        without("billing_billline", "bill_line_has_one_source"),
        changed("billing_billline", "estimate_line_id = NULL", "mirrors_id IS NULL"),
    ],
    "I17 two calls": lambda: [
        without("followup_calltask", "one_call_a_source_and_kind"),
        twin("followup_calltask"),
    ],
    "I18 another store's customer": lambda: [elsewhere(), changed("vehicles_vehicle", "store_id = 999999")],
    "S9 a decision": lambda: [changed("accounts_store", "changed_settings = '{}'", "code = 'SOUND'")],
    "S9 a row": lambda: ["DELETE FROM accounts_storesetting WHERE key = 'customers.contact_from'"],
    "I19 an order": lambda: ["DELETE FROM service_repairorderevent WHERE status = 'closed'"],
    "I19 a bill": lambda: ["DELETE FROM billing_billevent WHERE status = 'credited'"],
    "I19 a lead": lambda: ["DELETE FROM sales_leadevent"],
    "I20 a phone in the log": lambda: [changed("accounts_activity", """facts = '{"was": "13800138000"}'""")],
    "I20 an address in the log": lambda: [changed("accounts_activity", f"note = 'http://x/b/{'k' * 43}/'")],
    "I20 an address in a notice": lambda: [changed("accounts_notice", f"url = '/a/{'k' * 43}/'")],
    "I20 an address in a message": lambda: [changed(MESSAGE, f"body = 'see http://x/b/{'k' * 43}/'")],
    "I20 an address in an answer": lambda: [
        f"""INSERT INTO accounts_rememberedanswer
            (principal, key, fingerprint, headers, body, perms, is_secret, at)
            VALUES ('user:1', 'k', 'f', '{{}}', '/o/{"k" * 43}/', '[]', false, '2026-11-23')"""
    ],
    "I20 an address in the audit": lambda: [
        f"""UPDATE billing_billevent SET pgh_context = '{{"path": "/a/{"k" * 43}/"}}'"""
    ],
    "I20 a password": lambda: [changed("accounts_user", "password = 'secret'")],
    "S1 no revisit": lambda: ["UPDATE sales_revisit SET status = 'kept', closed_at = due_on WHERE status = 'open'"],
    "S2 promised out of nothing": lambda: [
        twin("parts_reservation", status="'awaited'", quantity="99", bill_key="NULL")
    ],
    "S3 billed and back on the shelf": lambda: [
        without("parts_reservation", "billed_goods_are_out_of_the_store"),
        changed("parts_reservation", "status = 'released', released_at = issued_at", "bill_key IS NOT NULL"),
    ],
    "S3 bound to a bill that stands no longer": lambda: [
        changed(
            "parts_reservation",
            "bill_key = (SELECT min(id) FROM billing_bill WHERE status = 'credited')",
            "bill_key IS NOT NULL",
        ),
    ],
    "S4 to be confirmed though the car is here": lambda: [
        changed(
            "appointments_confirmation",
            "status = 'planned'",
            "appointment_id IN (SELECT id FROM appointments_appointment WHERE status = 'arrived')",
        )
    ],
    "S5 prepared without people": lambda: [UNPREPARED],
    "S6 signed though groups are open": lambda: [
        "UPDATE appointments_appointment SET status = 'prepared', prepared_at = created_at,"
        f" prepared_by_id = created_by_id WHERE id = {OPEN_VISIT}"
    ],
    "S7 more cars than the place takes": lambda: [
        without("parts_shelfplace", "shelf_place_takes_a_car"),
        "INSERT INTO parts_shelfplace (store_id, code, capacity) SELECT min(store_id), 'Q-1', 0 FROM parts_stockitem",
        changed(
            "parts_reservation",
            "status = 'picked', picked_at = created_at, shelf_place_id = "
            "(SELECT id FROM parts_shelfplace WHERE code = 'Q-1')",
            "status = 'reserved'",
        ),
        "UPDATE appointments_prepitem SET done_at = due_at"
        f" WHERE \"group\" = 'parts' AND appointment_id = {OPEN_VISIT}",
    ],
    "S1 a revisit of a lost lead": lambda: [
        without("sales_lead", "closed_lead_has_time"),
        without("sales_lead", "lost_lead_has_a_reason"),
        "UPDATE sales_lead SET status = 'lost'",
        'INSERT INTO sales_leadevent SELECT (jsonb_populate_record(e, \'{"pgh_id": 999999, "status": "lost"}\')).*'
        " FROM sales_leadevent e ORDER BY pgh_id LIMIT 1",
    ],
}


def codes() -> set[str]:
    return {invariant.code for invariant, _rows in integrity.broken(at=AT)}


def test_the_house_is_sound(house):
    assert [(invariant.code, rows) for invariant, rows in integrity.broken(at=AT)] == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_promise_is_noticed(house, name):
    with wreckage() as cursor:
        for statement in BREAKS[name]():
            cursor.execute(statement)
            assert cursor.rowcount != 0, statement
        assert codes() == {name.split()[0]}


def test_every_invariant_is_broken_here():
    assert {invariant.code for invariant in integrity.declared()} | {"I18"} == {name.split()[0] for name in BREAKS}


def test_the_command_names_the_row_and_fails(house, capsys):
    with wreckage() as cursor:
        cursor.execute(changed("parts_stockitem", "reserved = reserved + 1"))
        with pytest.raises(CommandError):
            call_command("checkintegrity")
    assert "I4 broken" in capsys.readouterr().out
