"""Several choices, yes or no, links, answers in four languages, and the orders that fields stand for."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.fields import contents, queries, services
from crm.fields.rules import Linked
from crm.fields.services import OptionInput
from crm.merging import services as merging
from crm.negotiations.models import Negotiation
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, text
from tests.meetings.scene import Scene, organisation, scene
from tests.negotiations.cases import opened


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def field(kind: str, record_type: str = "leads", **more: Any) -> int:
    """A new field; the texts of its answers are Japanese, told in Korean as well."""
    answers = [OptionInput(word, names={"ko": hangul}) for word, hangul in more.pop("answers", {}).items()]
    with writing():
        labels = {"en": f"The {kind}"}
        id = services.make(record_type=record_type, kind=kind, labels=labels, options=answers, by=user(), **more).id
        db.session.commit()
    return id


ANSWERS = {"米菓": "쌀과자", "清酒": "청주", "金物": "철물"}


def said(record_type: str, id: int, values: dict[int, Any]) -> None:
    with writing():
        services.set_values(record_type, id, values, by=user())
        db.session.commit()


def test_several_answers_are_ticked_shown_filtered_and_told_in_the_readers_language(
    client: FlaskClient, app: Flask, at: Scene
) -> None:
    with app.app_context():
        id, other = opened(at, title="一").id, opened(at, title="二").id
        goods = field("choices", "negotiations", answers=ANSWERS)
        said("negotiations", other, {goods: ["金物"]})
    sign_in(client, language="ko")
    edit = f"/negotiations/{id}/edit"
    page = text(client, edit)
    assert "쌀과자" in page
    form = filled_form(page, "next_step")
    assert client.post(edit, data=form | {f"own_{goods}": ["清酒", "絹"]}).status_code == 422
    assert client.post(edit, data=form | {f"own_{goods}": ["清酒", "米菓"]}).status_code == 303
    with app.app_context():
        assert queries.values("negotiations", [id])[id] == {goods: ("米菓", "清酒")}
        assert sum(queries.option_uses(goods).values()) == 3
    assert "쌀과자, 청주" in text(client, f"/negotiations/{id}")
    listed = f"/negotiations/list?col=own-{goods}"
    assert "쌀과자, 청주" in text(client, listed)
    found = text(client, f"{listed}&own-{goods}-is=清酒")
    assert f'/negotiations/{id}"' in found
    assert f'/negotiations/{other}"' not in found
    history = text(client, f"/audit/negotiations/{id}")
    assert "米菓, 清酒" in history


def test_an_answer_that_is_chosen_among_several_cannot_be_taken_away(app: Flask, at: Scene) -> None:
    with app.app_context():
        id = opened(at).id
        goods = field("choices", "negotiations", answers=ANSWERS)
        said("negotiations", id, {goods: "쌀과자、金物"})
        assert queries.values("negotiations", [id])[id] == {goods: ("米菓", "金物")}
        definition = queries.one(goods)
        left = [OptionInput(row.text, row.id) for row in definition.options if row.text != "金物"]
        with writing(), pytest.raises(Refused, match="金物"):
            services.change(definition, labels={"en": "Goods"}, options=left, by=user())


@pytest.mark.parametrize(("typed", "kept"), [("はい", True), ("아니요", False), ("是", True), ("", None)])
def test_yes_and_no_are_read_in_every_language(app: Flask, at: Scene, typed: str, kept: bool | None) -> None:
    with app.app_context():
        id, other = opened(at).id, opened(at).id
        halal = field("yes_no", "negotiations")
        said("negotiations", id, {halal: typed})
        assert queries.values("negotiations", [id]).get(id, {}).get(halal) is kept
        with writing(), pytest.raises(Refused, match="neither yes nor no"):
            services.set_values("negotiations", other, {halal: "多分"}, by=user())


def test_yes_or_no_is_chosen_in_the_form_and_in_the_filter(client: FlaskClient, app: Flask, at: Scene) -> None:
    with app.app_context():
        id, other = opened(at).id, opened(at).id
        halal = field("yes_no", "negotiations", required=True)
        said("negotiations", other, {halal: "no"})
    sign_in(client)
    edit = f"/negotiations/{id}/edit"
    form = filled_form(text(client, edit), f"own_{halal}")
    answer = client.post(edit, data=form | {f"own_{halal}": ""})
    assert answer.status_code == 422
    assert f'id="own_{halal}-err"' in answer.text
    assert client.post(edit, data=form | {f"own_{halal}": "yes"}).status_code == 303
    found = text(client, f"/negotiations/list?own-{halal}-is=yes")
    assert f'/negotiations/{id}"' in found
    assert f'/negotiations/{other}"' not in found


def test_a_link_leads_to_a_record_that_the_reader_sees(client: FlaskClient, app: Flask, at: Scene) -> None:
    with app.app_context():
        id = opened(at).id
        bank = field("link", "negotiations", links_to="organisations")
        case = field("link", "organisations", links_to="negotiations")
        with pytest.raises(Refused):
            field("link", "negotiations", links_to="tasks")
        said("organisations", at.association, {case: f"#{id}"})
    sign_in(client)
    edit = f"/negotiations/{id}/edit"
    form = filled_form(text(client, edit), f"own_{bank}-typed")
    answer = client.post(edit, data=form | {f"own_{bank}-typed": "無い会社"})
    assert answer.status_code == 422
    assert f'id="own_{bank}-err"' in answer.text
    assert client.post(edit, data=form | {f"own_{bank}-typed": "延吉市商务局"}).status_code == 303
    with app.app_context():
        assert queries.values("negotiations", [id])[id] == {bank: Linked("organisations", at.commerce_bureau)}
    assert f'href="/contacts/organisations/{at.commerce_bureau}"' in text(client, f"/negotiations/{id}")
    assert "延吉市" in text(client, f"/negotiations/list?col=own-{bank}&own-{bank}-is={at.commerce_bureau}")
    assert f'/negotiations/{id}"' not in text(client, f"/negotiations/list?own-{bank}-is={at.association}")
    page = text(client, f"/contacts/organisations/{at.association}")
    assert f'href="/negotiations/{id}"' in page
    with app.app_context():
        user(Role.MISSION_LEADER, email="second.leader@example.jp")
    leader = app.test_client()
    sign_in(leader, Role.MISSION_LEADER, email="second.leader@example.jp")
    page = text(leader, f"/contacts/organisations/{at.association}")
    assert "The link" in page
    assert f'href="/negotiations/{id}"' not in page
    listed = text(leader, f"/contacts/organisations?col=own-{case}")
    with app.app_context():
        assert db.session.get_one(Negotiation, id).title not in listed


def test_a_link_follows_a_merge(app: Flask, at: Scene) -> None:
    with app.app_context():
        id = opened(at).id
        bank = field("link", "negotiations", links_to="organisations")
        with writing():
            twin = organisation("延吉市商务局", place_id=at.place)
            db.session.commit()
        said("negotiations", id, {bank: twin.id})
        with writing():
            merging.merge("organisations", at.commerce_bureau, twin.id, merging.Choices(), by=user())
            db.session.commit()
        assert queries.values("negotiations", [id])[id] == {bank: Linked("organisations", at.commerce_bureau)}


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [("text", "あ", "ん"), ("number", "2", "11"), ("date", "2026-01-02", "2026-10-01"), ("choice", "米菓", "清酒")],
)
@pytest.mark.parametrize("record_type", ["negotiations", "organisations"])
def test_a_list_is_sorted_by_a_field_and_turned_round(
    client: FlaskClient, app: Flask, at: Scene, kind: str, first: str, second: str, record_type: str
) -> None:
    cases = record_type == "negotiations"
    with app.app_context():
        ids = [opened(at).id if cases else book.organisation(f"商社 {n}", "ja").id for n in range(3)]
        by = field(kind, record_type, answers=ANSWERS if kind == "choice" else {})
        said(record_type, ids[2], {by: first})
        said(record_type, ids[0], {by: second})
    sign_in(client)
    listed, record = ("/negotiations/list", "/negotiations/") if cases else (
        "/contacts/organisations", "/contacts/organisations/"
    )  # fmt: skip

    def order(sort: str) -> list[int]:
        page = text(client, f"{listed}?col=own-{by}&sort={sort}")
        places = {id: page.index(f'href="{record}{id}"') for id in ids}
        return sorted(ids, key=lambda id: places[id])

    assert order(f"own-{by}") == [ids[2], ids[0], ids[1]]
    assert order(f"-own-{by}") == [ids[1], ids[0], ids[2]]
    assert f"sort=-own-{by}" in text(client, f"{listed}?col=own-{by}&sort=own-{by}"), "the head turns it round"


def test_papers_tell_what_they_are_to_tell_and_nothing_else(app: Flask, at: Scene) -> None:
    with app.app_context():
        goods = field("choices", "organisations", answers=ANSWERS, printed=True)
        kept = field("text", "organisations")
        bank = field("link", "organisations", links_to="organisations", printed=True)
        said("organisations", at.commerce_bureau, {goods: "米菓,金物", kept: "内部", bank: at.association})
    with app.test_request_context(), force_locale("ko"):
        assert contents.ToldFields("ko")("organisations", at.commerce_bureau) == [("The choices", "쌀과자, 철물")]
        assert contents.ToldFields("ko")("organisations", at.association) == []


def test_the_form_of_a_field_keeps_the_answers_in_four_languages(client: FlaskClient, app: Flask) -> None:
    sign_in(client, Role.ADMIN)
    page = text(client, "/fields/new?record_type=products")
    form = filled_form(page, "label_en")
    more = {
        "kind": "choice", "label_en": "Line", "options-0-text": "米菓", "options-0-name_ko": "쌀과자",
        "options-0-name_zh": "米果", "printed": "y",
    }  # fmt: skip
    answer = client.post("/fields/new", data=form | more)
    assert answer.status_code == 303, answer.text
    with app.app_context():
        [made] = queries.defined("products")
        assert made.options[0].names == {"zh-Hans": "米果", "ko": "쌀과자"}
        assert made.printed
        id = made.id
    form = filled_form(text(client, f"/fields/{id}/edit"), "label_en")
    assert form["options-0-name_ko"] == "쌀과자"
    assert client.post("/fields/new", data=form | {"kind": "link", "record_type": "products"}).status_code == 422
