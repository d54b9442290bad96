"""What the database itself refuses, whoever asks: the last wall behind the rules of billing (promises P10, P14-P17)."""

import pgtrigger

from core.triggers import never_truncated

MAY_CHANGE = "ARRAY['status', 'paid', 'paid_at']"
CAME_IN = (
    "SELECT COALESCE(sum(p.amount), 0) FROM billing_payment p WHERE p.store_id = NEW.store_id AND p.bill_id = {bill}"
)
NOT_ITS_LINES = (
    "(NEW.total, NEW.net, NEW.tax) IS DISTINCT FROM (SELECT (COALESCE(sum(amount), 0), COALESCE(sum(net), 0),"
    " COALESCE(sum(tax), 0)) FROM billing_billline l WHERE l.store_id = NEW.store_id AND l.bill_id = NEW.id)"
)
# Locks the approved line first, so that two cashiers who draft at once are put in order; the second one then sees the
# first one's line (each statement of a function reads anew).
BILLED_ONCE = """
    IF NEW.mirrors_id IS NOT NULL THEN
        PERFORM 1 FROM billing_billline m
        JOIN billing_bill b ON b.store_id = m.store_id AND b.credit_of_id = m.bill_id
        WHERE m.store_id = NEW.store_id AND m.id = NEW.mirrors_id AND b.id = NEW.bill_id AND m.amount = -NEW.amount;
        IF NOT FOUND THEN RAISE EXCEPTION 'a credit note mirrors its bill'; END IF;
        RETURN NEW;
    END IF;
    PERFORM 1 FROM pricing_estimateline e
    WHERE e.store_id = NEW.store_id AND e.id = NEW.estimate_line_id AND e.approval = 'approved' FOR NO KEY UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'only approved lines are billed'; END IF;
    PERFORM 1 FROM billing_billline l JOIN billing_bill b ON b.store_id = l.store_id AND b.id = l.bill_id
    WHERE l.store_id = NEW.store_id AND l.estimate_line_id = NEW.estimate_line_id AND l.id <> NEW.id
        AND b.status NOT IN ('credited', 'discarded');
    IF FOUND THEN RAISE EXCEPTION 'a line is billed once'; END IF;
    RETURN NEW;
"""
ISSUED = (
    "EXISTS (SELECT 1 FROM billing_bill b"
    " WHERE b.store_id = {row}.store_id AND b.id = {row}.bill_id AND b.status <> 'draft')"
)

BILL = [
    pgtrigger.Trigger(
        name="issued_bill_is_frozen",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=~pgtrigger.Q(old__status="draft"),
        func=f"IF to_jsonb(OLD) - {MAY_CHANGE} IS DISTINCT FROM to_jsonb(NEW) - {MAY_CHANGE} THEN"
        " RAISE EXCEPTION 'an issued bill never changes'; END IF; RETURN NEW;",
    ),
    pgtrigger.Protect(
        name="issued_bill_stays",
        operation=pgtrigger.Delete,
        condition=~pgtrigger.Q(old__status="draft"),
    ),
    pgtrigger.Trigger(
        name="bills_begin_as_drafts",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        condition=~pgtrigger.Q(new__status="draft"),
        func="RAISE EXCEPTION 'a bill begins as a draft';",
    ),
    pgtrigger.Trigger(
        name="issued_bill_is_its_lines",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(old__status="draft") & ~pgtrigger.Q(new__status="draft"),
        func=f"IF {NOT_ITS_LINES} THEN RAISE EXCEPTION 'a bill is the sum of its lines'; END IF; RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="paid_is_what_came_in",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(old__paid__df=pgtrigger.F("new__paid")),
        func=f"IF NEW.paid <> ({CAME_IN.format(bill='NEW.id')}) THEN RAISE EXCEPTION"
        " 'a bill is paid by payments'; END IF; RETURN NEW;",
    ),
    never_truncated("bills_are_not_truncated"),
]
LINE = [
    pgtrigger.Trigger(
        name="only_approved_lines_each_once",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func=BILLED_ONCE,
    ),
    pgtrigger.Trigger(
        name="lines_of_an_issued_bill_stay",
        operation=pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"IF {ISSUED.format(row='OLD')} THEN RAISE EXCEPTION 'an issued bill never changes'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="no_line_joins_an_issued_bill",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        func=f"IF {ISSUED.format(row='NEW')} THEN RAISE EXCEPTION 'an issued bill never changes'; END IF; RETURN NEW;",
    ),
    never_truncated("bill_lines_are_not_truncated"),
]
PAYMENT = [
    pgtrigger.Protect(name="payments_stay", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="payments_are_counted",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func="PERFORM 1 FROM billing_bill b WHERE b.store_id = NEW.store_id AND b.id = NEW.bill_id"
        f" AND b.status <> 'draft' AND b.paid = ({CAME_IN.format(bill='NEW.bill_id')});"
        " IF NOT FOUND THEN RAISE EXCEPTION 'a payment counts on its bill'; END IF; RETURN NEW;",
    ),
    never_truncated("payments_are_not_truncated"),
]
