"""What the database itself refuses, whoever asks: the last guard behind billing's rules (promises P10, P14-P17)."""

import pgtrigger

from core.triggers import never_truncated

MAY_CHANGE = "ARRAY['status', 'paid', 'paid_at']"
ALLOCATED = (
    "SELECT COALESCE(sum(a.amount), 0) FROM billing_allocation a WHERE a.store_id = NEW.store_id AND a.bill_id = {bill}"
)
NOT_ITS_LINES = (
    "(NEW.total, NEW.net, NEW.tax) IS DISTINCT FROM (SELECT (COALESCE(sum(amount), 0), COALESCE(sum(net), 0),"
    " COALESCE(sum(tax), 0)) FROM billing_billline l WHERE l.store_id = NEW.store_id AND l.bill_id = NEW.id)"
)
# Locks the approved line first, so that two cashiers who draft at once are put in order; the second one then sees the
# first one's line (each statement of a function reads anew).
APPROVED_AND_BILLED_ONCE = """
    PERFORM 1 FROM pricing_estimateline e
    WHERE e.store_id = NEW.store_id AND e.id = NEW.estimate_line_id AND e.approval = 'approved' FOR NO KEY UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'only approved lines are billed'; END IF;
    PERFORM 1 FROM billing_billline l JOIN billing_bill b ON b.store_id = l.store_id AND b.id = l.bill_id
    WHERE l.store_id = NEW.store_id AND l.estimate_line_id = NEW.estimate_line_id AND l.id <> NEW.id
        AND b.status NOT IN ('credited', 'discarded');
    IF FOUND THEN RAISE EXCEPTION 'a line is billed once'; END IF;
    RETURN NEW;
"""
MIRRORED = """
    PERFORM 1 FROM billing_billline m JOIN billing_bill b ON b.store_id = m.store_id AND b.credit_of_id = m.bill_id
    WHERE m.store_id = NEW.store_id AND m.id = NEW.mirrors_id AND b.id = NEW.bill_id AND m.amount = -NEW.amount;
    IF NOT FOUND THEN RAISE EXCEPTION 'a credit note mirrors its bill'; END IF;
    RETURN NEW;
"""
# The receipt that money came in by, and all that went back of it, are one sum of money: `origin` is the first of them.
# It is locked before the sums are read, so that two cashiers who spend one deposit are put in order.
WITHIN_THE_RECEIPT = """
    SELECT COALESCE(r.gives_back_id, r.id) INTO origin FROM billing_receipt r
    WHERE r.store_id = NEW.store_id AND r.id = {receipt};
    PERFORM 1 FROM billing_receipt o WHERE o.store_id = NEW.store_id AND o.id = origin FOR NO KEY UPDATE;
    PERFORM 1 FROM billing_receipt r JOIN billing_allocation a ON a.store_id = r.store_id AND a.receipt_id = r.id
    WHERE r.store_id = NEW.store_id AND (r.id = origin OR r.gives_back_id = origin)
    GROUP BY r.id, r.amount HAVING abs(sum(a.amount)) > abs(r.amount) OR bool_or(a.amount * r.amount < 0);
    IF FOUND THEN RAISE EXCEPTION 'allocations never exceed their receipt'; END IF;
    PERFORM 1 FROM billing_receipt r JOIN billing_allocation a ON a.store_id = r.store_id AND a.receipt_id = r.id
    WHERE r.store_id = NEW.store_id AND (r.id = origin OR r.gives_back_id = origin)
    GROUP BY a.bill_id HAVING sum(a.amount) < 0;
    IF FOUND THEN RAISE EXCEPTION 'no more goes back on a bill than the receipt had on it'; END IF;
    IF (SELECT sum(r.amount) FROM billing_receipt r
        WHERE r.store_id = NEW.store_id AND (r.id = origin OR r.gives_back_id = origin))
     < (SELECT COALESCE(sum(a.amount), 0) FROM billing_allocation a
        JOIN billing_receipt p ON p.store_id = a.store_id AND p.id = a.receipt_id
        WHERE a.store_id = NEW.store_id AND (p.id = origin OR p.gives_back_id = origin))
    THEN RAISE EXCEPTION 'money that is on a bill or was given back is spent'; END IF;
    RETURN NEW;
"""
# At once, not at commit: what was paid may be credited later in the same transaction. The bill is locked first, so that
# money that comes in while it is credited is put in order.
MEETS_ITS_BILL = """
    PERFORM 1 FROM billing_bill b WHERE b.store_id = NEW.store_id AND b.id = NEW.bill_id
        AND CASE WHEN NEW.amount > 0 THEN b.status IN ('issued', 'paid') ELSE b.status = 'credited' END
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'money comes in on an issued bill and goes back on a credited one';
    END IF;
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
        condition=~pgtrigger.Q(new__status="draft") | ~pgtrigger.Q(new__paid=0),
        func="RAISE EXCEPTION 'a bill begins as an unpaid draft';",
    ),
    pgtrigger.Trigger(
        name="issued_bill_is_its_lines",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(old__status="draft") & ~pgtrigger.Q(new__status="draft"),
        func=f"IF {NOT_ITS_LINES} THEN RAISE EXCEPTION 'a bill is the sum of its lines'; END IF; RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="paid_is_what_was_allocated",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(old__paid__df=pgtrigger.F("new__paid")),
        func=f"IF NEW.paid <> ({ALLOCATED.format(bill='NEW.id')}) THEN RAISE EXCEPTION"
        " 'a bill is paid by its allocations'; END IF; RETURN NEW;",
    ),
    never_truncated("bills_are_not_truncated"),
]
LINE = [
    pgtrigger.Trigger(
        name="estimate_line_is_approved_and_billed_once",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__estimate_line__isnull=False),
        func=APPROVED_AND_BILLED_ONCE,
    ),
    pgtrigger.Trigger(
        name="mirror_is_of_the_bill_that_is_credited",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__mirrors__isnull=False),
        func=MIRRORED,
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
RECEIPT = [
    pgtrigger.Protect(name="receipts_stay", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="money_goes_back_the_way_it_came",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__gives_back__isnull=False),
        func="PERFORM 1 FROM billing_receipt r WHERE r.store_id = NEW.store_id AND r.id = NEW.gives_back_id"
        " AND r.gives_back_id IS NULL AND r.method = NEW.method;"
        " IF NOT FOUND THEN RAISE EXCEPTION 'money goes back the way it came'; END IF; RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="refunds_stay_within_the_receipt",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__gives_back__isnull=False),
        declare=[("origin", "bigint")],
        func=WITHIN_THE_RECEIPT.format(receipt="NEW.id"),
    ),
    never_truncated("receipts_are_not_truncated"),
]
ALLOCATION = [
    pgtrigger.Protect(name="allocations_stay", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="allocation_meets_its_bill",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        func=MEETS_ITS_BILL,
    ),
    pgtrigger.Trigger(
        name="allocations_are_counted",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func="PERFORM 1 FROM billing_bill b WHERE b.store_id = NEW.store_id AND b.id = NEW.bill_id"
        f" AND b.status <> 'draft' AND b.paid = ({ALLOCATED.format(bill='NEW.bill_id')});"
        " IF NOT FOUND THEN RAISE EXCEPTION 'an allocation counts on its bill'; END IF; RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="allocations_stay_within_the_receipt",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        declare=[("origin", "bigint")],
        func=WITHIN_THE_RECEIPT.format(receipt="NEW.receipt_id"),
    ),
    never_truncated("allocations_are_not_truncated"),
]
