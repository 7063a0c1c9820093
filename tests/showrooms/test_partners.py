"""The partner's link: what it opens and what not, what is said by it, and what the office makes of that."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core import clock, codes
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.showrooms import queries, services
from crm.showrooms.models import (
    PartnerAnswer,
    PartnerCount,
    PartnerLink,
    Settlement,
    Showroom,
)
from crm.showrooms.rules import partners
from crm.showrooms.services import SettlementInput, StatementAnswer
from crm.tasks.models import Task
from tests.cast import csrf_token, left, sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, opened, text
from tests.pdf.paper import text as text_of
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.partner import DOOR, Asked, answer, come_in, count, link, number, put
from tests.showrooms.partner import asked as asked  # the fixture
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import done, drawn
from tests.showrooms.test_settlements import fresh as settlement


@pytest.mark.printed
def test_the_partner_reads_the_statement_in_their_language_and_takes_the_paper(
    client: FlaskClient, asked: Asked
) -> None:
    assert client.get(f"{DOOR}1").status_code == 404, "nobody came in yet"
    answered = come_in(client, asked.code.lower().replace("-", " "))
    assert (answered.status_code, answered.location) == (303, f"{DOOR}1?lang=zh-Hans")
    cookie = answered.headers["Set-Cookie"]
    assert all(told in cookie for told in ("partner_1=", "HttpOnly", "SameSite=Lax", f"Path={DOOR}"))
    assert asked.code not in cookie
    page = text(client, f"{DOOR}1")
    assert '<html lang="zh-Hans"' in page
    assert all(told in page for told in ("3,390", "2,260", "1,130", "丸直ニット", "羊绒混纺毛衣", "延吉常设展厅"))
    for code in ("ja", "ko", "en"):
        assert f'<html lang="{code}"' in text(client, f"{DOOR}1?lang={code}")
        assert f'<html lang="{code}"' in text(client, f"{DOOR}1/shelf?lang={code}")
    paper = client.get(f"{DOOR}1/statement.pdf")
    assert paper.mimetype == "application/pdf"
    assert paper.headers["Cache-Control"] == "private, no-store"
    assert 'filename=" ' not in paper.headers["Content-Disposition"]
    assert "3,390" in text_of(paper.data)
    assert "no-store" in client.get(f"{DOOR}1").headers["Cache-Control"]


def _revoked(_app: Flask, _asked: Asked) -> None:
    with writing():
        services.revoke_link(db.session.get_one(PartnerLink, 1), by=user())
        db.session.commit()


def _ended(_app: Flask, _asked: Asked) -> None:
    put(PartnerLink, 1, until=clock.now() - timedelta(seconds=1))


def _used(_app: Flask, _asked: Asked) -> None:
    put(PartnerLink, 1, answered_at=clock.now(), counted_at=clock.now())


def _newer(_app: Flask, asked: Asked) -> None:
    link(asked.settlement)


def _discarded(_app: Flask, asked: Asked) -> None:
    with writing():
        services.discard(settlement(asked.settlement), by=user())
        db.session.commit()


def _archived(_app: Flask, asked: Asked) -> None:
    put(Showroom, asked.shop.showroom, archived_at=clock.now())


@pytest.mark.parametrize("end", [_revoked, _ended, _used, _newer, _discarded, _archived])
def test_a_link_that_ended_opens_nothing_whether_one_comes_by_it_or_is_in_already(
    app: Flask, client: FlaskClient, asked: Asked, end: Callable[[Flask, Asked], None]
) -> None:
    assert come_in(client, asked.code).status_code == 303
    form = opened(client, f"{DOOR}1", "name") | {"name": "金", "verdict": "confirmed"}
    with app.app_context():
        end(app, asked)
    assert come_in(app.test_client(), asked.code).status_code == 404
    told = {client.get(f"{DOOR}1{part}").status_code for part in ("", "/shelf", "/statement.pdf")}
    assert told == {404}
    second = 409 if end is _used else 404
    assert client.post(f"{DOOR}1", data=form).status_code == second
    assert client.post(f"{DOOR}1/shelf", data=form).status_code == second
    assert number(app, PartnerAnswer) == number(app, PartnerCount) == 0


def test_a_wrong_code_opens_nothing_and_whoever_guesses_is_slowed_down(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    for wrong in ("", "K7QM", asked.code[:-1], "K7QM-3XPD-9TRW"):
        assert come_in(client, wrong).status_code in (404, 422)
    answers = [come_in(client, f"0000-0000-00{each:02}").status_code for each in range(22)]
    assert answers == [404] * 17 + [429] * 5, "with those before 20 in all: a store has one address for many"
    assert come_in(client, asked.code).status_code == 429
    assert come_in(app.test_client(), asked.code).status_code == 429, "by network"


def test_a_link_opens_its_own_statement_alone(app: Flask, client: FlaskClient, asked: Asked) -> None:
    with app.app_context():
        late = sold(asked.shop, 3, "3333", before=3).id
        other = drawn(asked.shop, 4, 1).id
        second, _code = link(other)
    assert come_in(client, asked.code).status_code == 303
    key = client.get_cookie("partner_1", path=DOOR)
    assert key is not None
    client.set_cookie(f"partner_{second}", key.value, path=DOOR)
    for part in ("", "/shelf", "/statement.pdf"):
        assert client.get(f"{DOOR}{second}{part}").status_code == 404
    page = text(client, f"{DOOR}1")
    assert "3,333" not in page
    assert f"line_{late}" not in page
    assert answer(client, "disputed", **{f"line_{late}": "不对", "note": "请核对"}).status_code == 303
    with app.app_context():
        [said] = queries.answers_of(asked.settlement)
        assert said.lines == []
        assert queries.answers_of(other) == []


def test_the_link_opens_nothing_else_and_tells_nobody_no_other_terms_and_no_stock(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    with app.app_context():
        maker = book.organisation("越路莫大小株式会社", "ja", country="JP")
        book.person("丸山直人", "ja", at=maker, title="社長", contacts=[("mobile", "+81 258 33 1234")])
        vest = shop.exhibit(asked.shop.showroom, product(maker.id, names={"ja": "ベスト"}).id, code="V-9").id
        shop.moved(vest, "received", 43, before=9)
        put(Showroom, asked.shop.showroom, notes="家賃は秘密")
    assert come_in(client, asked.code).status_code == 303
    statement, shelf = text(client, f"{DOOR}1"), text(client, f"{DOOR}1/shelf")
    assert "ベスト" in shelf, "it stands there, to be counted"
    for secret in ("丸山", "258 33", "kobayashi", "小林", "秘密", "金部长"):
        assert secret not in statement + shelf, secret
    assert "越路" not in statement, "another maker, of whom nothing was sold in the period"
    for book_says in (34, 43, 20, 37):
        assert not re.search(rf"\b{book_says}\b", re.sub("<[^>]*>", " ", shelf)), book_says
    pages = ("/", "/showrooms/", f"/showrooms/{asked.shop.showroom}", f"/showrooms/settlements/{asked.settlement}",
             "/showrooms/exhibits/", "/showrooms/sales/", "/contacts/people/", f"/products/{asked.shop.product}",
             f"/showrooms/settlements/{asked.settlement}/statement.pdf", "/search/?q=丸山", "/audit/")  # fmt: skip
    assert {client.get(path).status_code for path in pages} <= {302, 404}
    token = csrf_token(client, DOOR)
    writes = (f"settlements/{asked.settlement}/approve", f"settlements/{asked.settlement}/links", "links/1/revoke",
              "answers/1/reply", "counts/1/take", f"{asked.shop.showroom}/count")  # fmt: skip
    assert {client.post(f"/showrooms/{path}", data={"csrf_token": token}).status_code for path in writes} == {401}


def test_a_confirmation_stands_on_the_settlement_and_holds_nothing_up(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    assert answer(client, "confirmed", note="谢谢").status_code == 303
    again = text(client, f"{DOOR}1")
    assert 'name="verdict"' not in again
    form = {"csrf_token": csrf_token(client, f"{DOOR}1"), "name": "别人", "verdict": "disputed", "note": "x"}
    assert client.post(f"{DOOR}1", data=form).status_code == 409
    assert number(app, PartnerAnswer) == 1
    sign_in(client)
    page = text(client, f"/showrooms/settlements/{asked.settlement}")
    assert all(told in page for told in ("Confirmed", "金哲洙", "谢谢", "金部长"))
    assert "Statement answered by the local partner" in text(client, f"/audit/settlements/{asked.settlement}")
    assert number(app, Task) == 0
    with app.app_context():
        assert done(services.approve, asked.settlement).status == "approved"


def test_a_dispute_asks_who_made_the_link_and_keeps_the_settlement_until_it_is_answered(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    assert answer(client, "disputed", **{f"line_{asked.sales[1]}": "只卖了一件"}).status_code == 303
    with app.app_context():
        [task] = db.session.scalars(select(Task)).all()
        assert (task.owner_id, task.status, task.record_type, task.record_id) == (
            user().id, "open", "showrooms", asked.shop.showroom,
        )  # fmt: skip
        assert task.due_on == clock.today(user().timezone)
        with pytest.raises(Refused):
            done(services.approve, asked.settlement)
    sign_in(client)
    assert "Answer the dispute" in text(client, f"/showrooms/{asked.shop.showroom}")
    page = f"/showrooms/settlements/{asked.settlement}"
    assert all(told in text(client, page) for told in ("Disputed", "只卖了一件", "neither approved nor paid"))
    reply = opened(client, page, "reply")
    assert client.post("/showrooms/answers/1/reply", data=reply).status_code == 422
    assert client.post("/showrooms/answers/1/reply", data=reply | {"reply": "已核对，是两件。"}).status_code == 303
    assert client.post("/showrooms/answers/1/reply", data=reply | {"reply": "再", "form_id": "z"}).status_code == 409
    assert "Answer the dispute" not in text(client, f"/showrooms/{asked.shop.showroom}")
    with app.app_context():
        assert db.session.scalars(select(Task.status)).all() == ["done"]
        assert done(services.approve, asked.settlement).status == "approved"
        _id, code = link(asked.settlement)
    other = app.test_client()
    come_in(other, code)
    assert "已核对，是两件。" in text(other, f"{DOOR}2"), "the partner reads our answer by the next link"


def test_a_dispute_is_kept_and_goes_to_a_colleague_once_who_made_the_link_has_left(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    with app.app_context():
        colleague = user(email="nam@example.jp").id
    come_in(client, asked.code)
    left("kobayashi@example.jp", app)
    assert answer(client, "disputed", **{f"line_{asked.sales[1]}": "只卖了一件"}).status_code == 303
    with app.app_context():
        assert [task.owner_id for task in db.session.scalars(select(Task))] == [colleague]


def test_a_dispute_keeps_an_approved_settlement_from_being_paid(app: Flask, client: FlaskClient, asked: Asked) -> None:
    with app.app_context():
        done(services.approve, asked.settlement)
    come_in(client, asked.code)
    assert answer(client, "disputed", note="汇率不对").status_code == 303
    with app.app_context():
        with pytest.raises(Refused):
            done(services.pay, asked.settlement, shop.day())
        with writing():
            services.reply(queries.answer_of(1, user=user()), "按合同", by=user())
            db.session.commit()
        assert done(services.pay, asked.settlement, shop.day()).status == "paid"


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("disputed", {}),
        ("disputed", {"name": "", "note": "x"}),
        ("confirmed", {"name": ""}),
        ("confirmed", {"line": "只卖了一件"}),
        ("confirmed", {"note": "x" * 2001}),
    ],
)
def test_an_answer_that_says_too_little_or_two_things_is_refused_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, asked: Asked, verdict: str, said: dict[str, str]
) -> None:
    come_in(client, asked.code)
    typed = {f"line_{asked.sales[0]}" if name == "line" else name: value for name, value in said.items()}
    refused = answer(client, verdict, **typed)
    assert refused.status_code == 422
    kept = filled_form(refused.get_data(as_text=True), "name")
    assert all(kept[name] == value for name, value in typed.items())
    assert number(app, PartnerAnswer) == 0


def test_what_is_neither_confirmed_nor_disputed_is_no_answer(app: Flask, client: FlaskClient, asked: Asked) -> None:
    come_in(client, asked.code)
    assert answer(client, "paid").status_code in (409, 422)
    assert number(app, PartnerAnswer) == 0


def test_both_done_the_link_is_used_up(app: Flask, client: FlaskClient, asked: Asked) -> None:
    come_in(client, asked.code)
    count(client, **{f"quantity_{asked.shop.exhibit}": "34"})
    last = answer(client, "confirmed")
    assert last.location == f"{DOOR}thanks?lang=zh-Hans"
    assert client.get(last.location).status_code == 200
    assert client.get(f"{DOOR}1").status_code == 404
    assert come_in(client, asked.code).status_code == 404


def test_other_figures_end_the_link_and_mark_what_was_said_of_the_earlier_ones(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    answer(client, "confirmed")
    with app.app_context():
        sold(asked.shop, 1, "1111", before=40)
        _redraw(asked, invoice="INV-1")
        assert queries.verdicts([asked.settlement]) == {}
        assert queries.answers_of(asked.settlement)[0].superseded_at is not None
    assert client.get(f"{DOOR}1/shelf").status_code == 404
    sign_in(client)
    assert "Of an earlier draft" in text(client, f"/showrooms/settlements/{asked.settlement}")


def test_a_note_of_ours_leaves_link_and_answer_and_what_the_paper_tells_ends_both(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    answer(client, "confirmed")
    with app.app_context():
        _redraw(asked, notes="remitted by bank")
        assert queries.verdicts([asked.settlement]) == {asked.settlement: "confirmed"}
    assert client.get(f"{DOOR}1/shelf").status_code == 200
    with app.app_context():
        _redraw(asked, notes="remitted by bank", invoice="INV-1")
        assert queries.verdicts([asked.settlement]) == {}
    assert client.get(f"{DOOR}1/shelf").status_code == 404


def _redraw(asked: Asked, **said: Any) -> None:
    with writing():
        found = settlement(asked.settlement)
        content = SettlementInput(found.begins_on, found.ends_on, found.settled_on, **said)
        services.redraw(found, queries.one(asked.shop.showroom, user=user()), content, by=user())
        db.session.commit()


def test_a_paid_settlement_asks_nobody_any_more(app: Flask, client: FlaskClient, asked: Asked) -> None:
    with app.app_context():
        done(services.approve, asked.settlement)
        done(services.pay, asked.settlement, shop.day())
        with pytest.raises(Refused):
            link(asked.settlement)
        with pytest.raises(Refused), writing():
            services.answer(
                db.session.get_one(PartnerLink, 1), settlement(asked.settlement), StatementAnswer("金", "confirmed"),
                phrase=str,
            )  # fmt: skip
    come_in(client, asked.code)
    assert 'name="verdict"' not in text(client, f"{DOOR}1")
    assert count(client, **{f"quantity_{asked.shop.exhibit}": "34"}).status_code == 303, "the shelf can be counted"


def test_discarding_a_disputed_draft_asks_nobody_about_it_any_more(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    answer(client, "disputed", note="不对")
    with app.app_context():
        _discarded(app, asked)
        assert db.session.scalars(select(Task.status)).all() == ["done"]
        assert queries.disputes_in(asked.shop.showroom) == []


def test_the_office_makes_a_link_that_is_shown_once_and_revokes_it(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    sign_in(client)
    page = f"/showrooms/settlements/{asked.settlement}"
    form = opened(client, page, "days") | {"language": "ko", "days": "7", "label": "김 부장"}
    for wrong in ({"days": "0"}, {"days": "61"}, {"language": "fr"}):
        assert client.post(f"{page}/links", data=form | wrong).status_code == 422
    assert client.post(f"{page}/links", data=form).status_code == 303
    shown = text(client, page)
    [address] = set(re.findall(r'value="(http://localhost/showrooms/partner/\?lang=ko#[0-9A-Z-]{14})"', shown))
    assert "정산" in shown, "a message in the partner's language"
    assert address.split("#")[1] not in text(client, page)
    with app.app_context():
        kept = db.session.scalars(select(PartnerLink).order_by(PartnerLink.id)).all()
        assert [row.revoked_at is None for row in kept] == [False, True]
        assert all(address.split("#")[1] not in str(vars(row)) for row in kept)
    door = app.test_client()
    assert come_in(door, address.split("#")[1]).location == f"{DOOR}2?lang=ko"
    token = {"csrf_token": csrf_token(client, page)}
    assert client.post("/showrooms/links/2/revoke", data=token).status_code == 303
    assert door.get(f"{DOOR}2").status_code == 404


def test_management_and_leaders_see_what_was_said_and_make_no_link(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    answer(client, "disputed", note="不对")
    for role in (Role.MANAGEMENT, Role.MISSION_LEADER):
        reader = app.test_client()
        sign_in(reader, role)
        page = text(reader, f"/showrooms/settlements/{asked.settlement}")
        assert "不对" in page
        assert "/links" not in page
        assert "/reply" not in page
        token = {"csrf_token": csrf_token(reader, "/users/profile")}
        assert reader.post(f"/showrooms/settlements/{asked.settlement}/links", data=token).status_code == 403


def test_the_digest_is_one_of_its_purpose(app: Flask, asked: Asked) -> None:
    with app.app_context():
        kept = db.session.scalars(select(PartnerLink.code_hash)).one()
        assert kept == partners.digest(asked.code)
        assert kept != codes.digest(asked.code, "booth codes")
        assert queries.opened(1, partners.page_key(kept)) is not None
        assert queries.opened(1, kept) is None
        assert db.session.get_one(Settlement, asked.settlement).status == "draft"
