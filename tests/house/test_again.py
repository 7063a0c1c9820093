"""“Save and add another”, wherever there is such a button: the next form has what belongs to the list, and no more.

The buttons are found in the code: the views that lead on (`after_saving`) and the templates that show one. A new one
fails here until it says how its form is filled and what it may carry.
"""

import inspect
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.core.database import db, writing
from crm.missions.models import ItineraryItem
from crm.web.forms.picks import SHOWN, TYPED
from tests.cast import sign_in
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.fairs.stand import booth
from tests.meetings.scene import Scene, organisation, scene, talk
from tests.meetings.scene import mission as mission_at
from tests.negotiations.cases import opened as opened_case
from tests.products.test_products import made as made_product
from tests.showrooms.shop import exhibit, moved, showroom

TEMPLATES = Path(__file__).parents[2] / "templates"
PLUMBING = {"csrf_token", "form_id", "version", "as_opened", ""}


@dataclass(frozen=True)
class Button:
    """One such button: at which address its form is opened, how it is filled, and what the next form may say."""

    path: str
    having: str  #: a field of the form
    filled: dict[str, str]
    next: str  #: the address of the next form: that of the list
    carried: dict[str, str]  #: {field: value} that stands in it because it belongs to the list


def buttons(app: Flask, at: Scene) -> dict[str, Button]:
    """{endpoint: button}. `%s` of a path stands for the record of the case."""
    with app.app_context():
        with writing():
            maker, fair = organisation("丸直ニット株式会社", "JP", "ja").id, mission_at(at.place, type="trade_fair").id
            db.session.commit()
        product, met = made_product(maker).id, talk(at).id
        room, stall = showroom(maker).id, booth(fair).id
        shown = exhibit(room, product, price=Decimal(980)).id
        moved(shown, "received", 5, before=9)
        case = opened_case(at)
        case_id, mission = case.id, at.mission
    new, who = f"/missions/{mission}", str(at.li)
    tasks = f"/tasks/new?record_type=negotiations&record_id={case_id}"
    item = {
        "kind": "meeting", "title": "昼食会", "day": "2026-12-11", "start": "09:00", "end": "10:00",
        "timezone": "Asia/Tokyo", "venue": "白山大厦", "dress": "上着", "notes": "名刺", "purpose": "懇談",
    }  # fmt: skip
    bureau = str(at.commerce_bureau)
    return {
        "tasks.new": Button(tasks, "due_on", {"text": "見本を送る", "due_on": "2027-01-08"}, tasks, {}),
        "meetings.new_item": Button(
            f"/meetings/{met}/minutes/new", "theirs", {"topic": "価格", "theirs": "高い"},
            f"/meetings/{met}/minutes/new", {},
        ),
        "meetings.new": Button(
            f"/meetings/new?organisation_id={bureau}&activity_id={mission}&starts=2026-12-11T09:30&zone=Asia/Tokyo",
            "said", {"said": "二十点へ", "theirs": who}, f"/meetings/new?activity_id={mission}", {},
        ),
        "leads.new": Button(
            "/leads/new", "raw_name",
            {"activity_id": str(mission), "raw_name": "朴春花", "raw_contact": "139-4430-0202", "rank": "A",
             "inquiry": "見本"},
            "/leads/new", {"activity_id": str(mission), "captured_zone": "Asia/Shanghai"},
        ),
        "contacts.quick_person": Button(
            "/contacts/people/quick", "full", {"full": "金成浩", "organisation_id": bureau, "contact": "a@b.example"},
            "/contacts/people/quick", {},
        ),
        "contacts.new_person": Button(
            f"/contacts/people/new?organisation_id={bureau}&full=朴春花", "full", {"full": "朴春花"},
            "/contacts/people/new", {},
        ),
        "contacts.quick_organisation": Button(
            "/contacts/organisations/quick", "text", {"text": "图们百货", "place_id": str(at.place)},
            "/contacts/organisations/quick", {},
        ),
        "contacts.new_organisation": Button(
            "/contacts/organisations/new?text=琿春市商务局", "text", {"place_id": str(at.place)},
            "/contacts/organisations/new", {},
        ),
        "negotiations.new": Button(
            f"/negotiations/new?activity={mission}", "title",
            {"title": "委託販売", "counterpart_id": bureau, "our_organisation_id": str(at.association),
             "next_step": "見積を送る"},
            f"/negotiations/new?activity={mission}", {},
        ),
        "activities.new_cost": Button(
            f"/activities/{mission}/costs/new", "amount",
            {"amount": "1200", "currency": "JPY", "paid_on": "2026-12-01", "payee": "南航", "category": "airfare"},
            f"/activities/{mission}/costs/new", {},
        ),
        "missions.new": Button(
            "/missions/new", "name_ja",
            {"name_ja": "第8回", "type": "trade_mission", "place_id": str(at.place), "start_on": "2027-05-10",
             "end_on": "2027-05-12", "objectives": "視察"},
            "/missions/new", {},
        ),
        "missions.new_participant": Button(
            f"{new}/participants/new?person_id={who}", "fee",
            {"organisation_id": bureau, "title": "科长", "role": "head", "state": "invited", "products": "ベスト"},
            f"{new}/participants/new", {},
        ),
        "missions.new_item": Button(
            f"{new}/items/new", "venue", item, f"{new}/items/new", {"day": "2026-12-11"}
        ),
        "missions.edit_item": Button(
            "/missions/items/%s/edit", "venue", item | {"title": "夕食会", "day": "2026-12-12"}, f"{new}/items/new",
            {"day": "2026-12-12"},
        ),
        "products.new_price": Button(
            f"/products/{product}/prices/new", "amount", {"amount": "45.5", "currency": "USD"},
            f"/products/{product}/prices/new", {},
        ),
        "products.new_certificate": Button(
            f"/products/{product}/certificates/new", "number", {"kind": "other", "number": "GB 18401"},
            f"/products/{product}/certificates/new", {},
        ),
        "fairs.new_booth": Button(
            f"/fairs/missions/{fair}/booths/new", "hall", {"hall": "3", "number": "B13", "fee": "9600"},
            f"/fairs/missions/{fair}/booths/new", {},
        ),
        "fairs.new_part": Button(
            f"/fairs/booths/{stall}/things/new", "note",
            {"kind": "printed", "name": "カタログ", "quantity": "200", "note": "中国語"},
            f"/fairs/booths/{stall}/things/new", {},
        ),
        "showrooms.new_exhibit": Button(
            f"/showrooms/{room}/exhibits/new", "slot",
            {"product_id": str(product), "code": "KN-1", "slot": "A", "price": "980", "currency": "CNY"},
            f"/showrooms/{room}/exhibits/new", {},
        ),
        "showrooms.inquire": Button(
            f"/showrooms/exhibits/{shown}/inquire", "raw_name",
            {"raw_name": "崔明姬", "inquiry": "有S码吗", "activity_id": str(mission)},
            f"/showrooms/exhibits/{shown}/inquire", {},
        ),
        "showrooms.new_sale": Button(
            f"/showrooms/{room}/sales/new", "amount",
            {"exhibit_id": str(shown), "quantity": "1", "amount": "980", "explanation": "契約前の販売"},
            f"/showrooms/{room}/sales/new", {},
        ),
        "interactions.new": Button(
            f"/interactions/new?organisation_id={bureau}&kind=mail", "summary", {"summary": "電話した"},
            f"/interactions/new?organisation_id={bureau}", {},
        ),
    }  # fmt: skip


def leading_on(app: Flask) -> set[str]:
    """The endpoints of views that lead to a next form."""
    views = app.view_functions.items()
    return {endpoint for endpoint, view in views if "after_saving(" in inspect.getsource(inspect.unwrap(view))}


def test_the_next_form_has_what_belongs_to_the_list_and_nothing_of_the_last_record(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = scene()
        book.load_rates()
    known = buttons(app, at)
    assert leading_on(app) == set(known), "say how a new button's form is filled and what it may carry"
    sign_in(client)
    app.jinja_env.cache.clear()  # type: ignore[union-attr]  # it then holds the templates that the pages below are made of
    for endpoint, button in known.items():
        path = button.path
        if "%s" in path:
            with app.app_context():
                path %= db.session.scalar(select(func.max(ItineraryItem.id)))
        assert 'name="again"' in text(client, path), endpoint
        sent = opened(client, path, button.having)
        looked_up = {f"{name}{end}" for name in button.filled for end in (TYPED, SHOWN)}  # the id alone says whom
        sent = {name: value for name, value in sent.items() if name not in looked_up} | button.filled
        sent |= {"again": "1", "confirmed": "1"}
        answer = client.post(path, data=sent)
        assert answer.status_code == 303, (endpoint, answer.status_code, _errors(answer.get_data(as_text=True)))
        assert answer.location.startswith(button.next), (endpoint, answer.location)
        if endpoint == "meetings.new":  # asks first whom one met
            assert "09:30" not in text(client, answer.location)
            continue
        after, fresh = (_shown(client, there, button.having) for there in (answer.location, button.next))
        assert after == fresh | button.carried, endpoint
    shown = {str(key[1]) for key in app.jinja_env.cache}  # type: ignore[union-attr]  # it has a size
    with_button = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r'buttons\([^}]*\bagain=|name="again"', path.read_text()) and path.parent.name != "_macros"
    }
    assert with_button <= shown, "a button of no view above"


def _shown(client: FlaskClient, path: str, having: str) -> dict[str, str]:
    return {name: value for name, value in opened(client, path, having).items() if name not in PLUMBING}


def _errors(page: str) -> list[str]:
    return re.findall(r'class="err" id="([^"]*)-err">([^<]*)<', page)
