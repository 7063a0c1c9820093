"""The fee of a booth among the costs of its fair: once, and a doubt where it is not."""

import re
import runpy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy import text as statement

from crm.activities import queries as activities
from crm.activities import services as money
from crm.activities.models import Activity, CostLine
from crm.activities.rules import COST_REMOVED
from crm.activities.services import CostInput
from crm.audit.models import AuditEntry
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.fairs import queries, services
from crm.fairs.models import Booth
from crm.fairs.services import FeeInput
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.fairs import stand
from tests.insights import fairs as grounds


def paid(activity_id: int, amount: int = 18000, category: str = "venue", currency: str = "CNY") -> int:
    """A cost that somebody typed into the book of a fair."""
    with writing():
        activity = activities.one(activity_id, user=user())
        wanted = CostInput(category, stand.FIRST, Decimal(amount), currency)
        id = money.book_cost(activity, wanted, by=user()).id
        db.session.commit()
    return id


def entered(booth_id: int, **said: Any) -> None:
    db.session.expire_all()
    with writing():
        services.book_fee(queries.booth(booth_id, user=user()), FeeInput(**said), by=user())
        db.session.commit()
    db.session.expire_all()


def test_a_fee_is_a_cost_of_its_fair_once(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        first, second = stand.booth(at), stand.booth(at, number="B13", fee=Decimal(500))
        stand.booth(stand.fair(names={"ja": "別の展示会"}))
        assert queries.unbooked_fees([at]) == {at: [(Decimal(18500), "CNY")]}
        entered(first.id, paid_on=stand.FIRST, payee="展览公司")
        (line,) = db.session.scalars(select(CostLine).where(CostLine.activity_id == at))
        assert (line.category, line.amount, line.currency, line.payee, line.note) == (
            "venue", Decimal(18000), "CNY", "展览公司", "3 B12",
        )  # fmt: skip
        assert [row.id for row in queries.unbooked(at)] == [second.id]
        with pytest.raises(Refused) as refused:
            entered(first.id, paid_on=stand.FIRST, apart=True)
        assert refused.value.field == "line_id", "nobody books it a second time"


def test_a_cost_that_may_be_the_fee_is_asked_about_and_never_taken_for_it(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        id, typed = stand.booth(at).id, paid(at)
        elsewhere = paid(stand.fair(names={"ja": "別の展示会"}))
        assert [row.id for row in queries.unbooked(at)] == [id], "that they look alike proves nothing"
        for said, field in (
            ({"paid_on": stand.FIRST}, "line_id"),
            ({"line_id": elsewhere}, "line_id"),
            ({"line_id": typed, "apart": True}, "apart"),
            ({"apart": True}, "paid_on"),
        ):
            with pytest.raises(Refused) as refused:
                entered(id, **said)
            assert refused.value.field == field, said
        entered(id, line_id=typed)
        assert not queries.unbooked(at)
        assert db.session.scalars(select(CostLine.id).where(CostLine.activity_id == at)).all() == [typed]


@pytest.mark.both
def test_a_cost_taken_out_of_the_book_leaves_the_fee_open_again(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        id = stand.booth(at).id
        entered(id, paid_on=stand.FIRST)
        version = queries.booth(id, user=user()).version
        with writing():
            activity = activities.one(at, user=user())
            money.remove_cost(activity, activities.cost(at, db.session.scalars(select(CostLine.id)).one()), by=user())
            db.session.commit()
        db.session.expire_all()
        assert [row.id for row in queries.unbooked(at)] == [id]
        assert queries.booth(id, user=user()).version == version + 1, "whoever has its page open is told"
        told = select(AuditEntry).where(AuditEntry.table_name == "booths", AuditEntry.row_id == id)
        last = db.session.scalars(told.order_by(AuditEntry.id.desc())).first()
        assert last is not None
        assert (last.verb, "cost_line_id" in last.changes) == (COST_REMOVED.code, True)


def test_a_cost_below_the_fees_that_it_is_for_is_told(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        first, second = stand.booth(at).id, stand.booth(at, number="B13", fee=Decimal(500)).id
        typed, dollars = paid(at, 18200), paid(at, 10, currency="USD")
        entered(first, line_id=typed)
        assert not queries.fee_exceeds(queries.booth(first, user=user())), "it is for more than the booth"
        entered(second, line_id=typed)
        assert queries.fee_exceeds(queries.booth(first, user=user())), "both together cost more"
        entered(second, line_id=dollars)
        assert not queries.fee_exceeds(queries.booth(second, user=user()))


def test_no_book_is_complete_without_the_fee_of_a_booth(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        id = stand.booth(at).id
        grounds.rate("CNY", "20", stand.FIRST)
        paid(at, 300, "gifts")
        for state in ("booked", "none"):
            with pytest.raises(Refused), writing():
                money.settle_costs(activities.one(at, user=user()), state=state, by=user())
        entered(id, paid_on=stand.FIRST)
        with writing():
            money.settle_costs(activities.one(at, user=user()), state="booked", by=user())
            db.session.commit()
        assert activities.one(at, user=user()).costs_state == "booked"
        assert "costs" not in lacking(at)
        stand.booth(at, number="B13", fee=Decimal(500))
        assert "costs" in lacking(at), "the booth came after the book was said to be complete"


def lacking(at: int) -> list[str]:
    """What the fair lacks for being closed."""
    db.session.expire_all()
    return [each.code for each in activities.ending(activities.one(at, user=user()), reported=True).unfinished]


@pytest.mark.both
def test_the_book_of_a_cancelled_fair_is_complete_without_a_fee_that_was_never_charged(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        stand.booth(at)
        lacks = select(Activity.id).where(queries.lacks_a_fee())
        assert db.session.scalars(lacks).all() == [at]
        stand.moved(at, "cancelled")
        assert not db.session.scalars(lacks).all()
        with writing():
            money.settle_costs(activities.one(at, user=user()), state="none", by=user())
            db.session.commit()
        assert activities.one(at, user=user()).costs_state == "none"


def test_the_pages_tell_what_is_missing_and_take_the_fee_in(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.fair()
        id = stand.booth(at).id
        typed = paid(at)
    sign_in(client)
    assert "Booth fees that are not among the costs yet" in text(client, f"/activities/{at}/budget")
    there = f"/fairs/booths/{id}"
    assert "Not yet" in text(client, there)
    form = opened(client, f"{there}/fee", "line_id")
    refused = client.post(f"{there}/fee", data=form | {"paid_on": "2026-11-20", "payee": "展览公司"})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "may be this fee" in page
    assert "展览公司" in page, "what was typed stays"
    assert client.post(f"{there}/fee", data=form | {"line_id": str(typed)}).status_code == 303
    assert "Booth fees that are not" not in text(client, f"/activities/{at}/budget")
    assert f"#cost-{typed}" in client.get(there).get_data(as_text=True)
    form = opened(client, f"{there}/fee", "line_id")
    assert form["line_id"] == str(typed)
    assert client.post(f"{there}/fee", data=form | {"line_id": ""}).status_code == 303, "it was a wrong one"
    assert "Booth fees that are not among the costs yet" in text(client, f"/activities/{at}/budget")
    with app.app_context():
        assert db.session.scalars(select(CostLine.id)).all() == [typed], "the cost stays"


def test_who_may_not_see_costs_learns_of_none_from_a_booth(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.fair()
        id = stand.booth(at).id
        entered(id, paid_on=stand.FIRST)
    sign_in(client, Role.AUDITOR)
    shown = client.get(f"/fairs/booths/{id}")
    assert shown.status_code in (200, 403)
    assert "#cost-" not in shown.get_data(as_text=True)
    assert client.get(f"/fairs/booths/{id}/fee").status_code == 403


@pytest.mark.both
def test_the_step_takes_the_only_cost_that_is_like_the_fee_of_the_only_booth_for_it(app: Flask) -> None:
    step = Path(app.root_path) / "migrations" / "versions" / "20261202_fair_answers.py"
    with app.app_context():
        plain, twins, twice, elsewhere = (stand.fair(names={"ja": f"展示会{number}"}) for number in range(4))
        id, foreign = stand.booth(plain).id, stand.booth(elsewhere).id
        for number in ("B12", "B13"):
            stand.booth(twins, number=number)
        stand.booth(twice)
        typed = paid(plain, category="gifts")
        paid(plain, 500)
        paid(twins)
        for _each in range(2):
            paid(twice)
        paid(elsewhere, currency="USD")
        with writing():
            db.session.execute(statement(runpy.run_path(str(step))["LINK"]))
            db.session.commit()
        db.session.expire_all()
        found = db.session.execute(select(Booth.id, Booth.cost_line_id).where(Booth.cost_line_id.is_not(None))).all()
        assert [tuple(row) for row in found] == [(id, typed)]
        assert [row.id for row in queries.unbooked(elsewhere)] == [foreign]


def guessed_by_the_upgrade(app: Flask) -> None:
    """What the two steps of the upgrade do with the booths of before."""
    steps = Path(app.root_path) / "migrations" / "versions"
    with writing():
        db.session.execute(statement(runpy.run_path(str(steps / "20261202_fair_answers.py"))["LINK"]))
        runpy.run_path(str(steps / "20261203_guessed_fees.py"))["mark"](db.session.connection())
        db.session.commit()
    db.session.expire_all()


@pytest.mark.both
def test_the_upgrade_marks_what_it_took_for_a_fee_and_nothing_that_somebody_said(app: Flask) -> None:
    with app.app_context():
        taken, said, none = (stand.fair(names={"ja": f"展示会{number}"}) for number in range(3))
        first, second = stand.booth(taken).id, stand.booth(said).id
        stand.booth(none)
        paid(taken)
        entered(second, line_id=paid(said))
        guessed_by_the_upgrade(app)
        rows = db.session.execute(select(Booth.id, Booth.fee_guessed).where(Booth.cost_line_id.is_not(None)))
        assert sorted(tuple(row) for row in rows) == [(first, True), (second, False)]
        assert [row.id for row in queries.guessed(taken)] == [first]
        assert not queries.guessed(said)


@pytest.mark.parametrize("right", [True, False])
def test_a_guessed_fee_is_shown_as_one_and_confirmed_or_undone_in_one_press(
    app: Flask, client: FlaskClient, right: bool
) -> None:
    with app.app_context():
        at = stand.fair()
        id, typed = stand.booth(at).id, paid(at)
        guessed_by_the_upgrade(app)
    sign_in(client)
    pages = (f"/activities/{at}/budget", f"/fairs/booths/{id}")
    for there in pages:
        assert "Taken for the fee of booth 3 B12 by the upgrade" in text(client, there), there
    shown = client.get(pages[1]).get_data(as_text=True)
    form = next(each for each in re.findall(r"<form.*?</form>", shown, re.DOTALL)
                if ("Confirm" if right else "It is not the fee") in each)  # fmt: skip
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert client.post(f"/fairs/booths/{id}/fee", data=values).status_code == 303
    for there in pages:
        assert "by the upgrade" not in text(client, there), there
    with app.app_context():
        found = queries.booth(id, user=user())
        assert (found.cost_line_id, found.fee_guessed) == (typed if right else None, False)
        assert [row.id for row in queries.unbooked(at)] == ([] if right else [id])


def test_a_cost_that_goes_takes_the_guess_with_it(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        id, typed = stand.booth(at).id, paid(at)
        guessed_by_the_upgrade(app)
        with writing():
            activity = activities.one(at, user=user())
            money.remove_cost(activity, activities.cost(at, typed), by=user())
            db.session.commit()
        db.session.expire_all()
        found = queries.booth(id, user=user())
        assert (found.cost_line_id, found.fee_guessed) == (None, False)
