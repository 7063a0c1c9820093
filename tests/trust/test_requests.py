"""A5, A6, C4: what is refused writes nothing, more fields than a form has do nothing, and reading writes nothing."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import AnyConverter

from crm.activities.models import Activity
from crm.audit.models import AuditEntry
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.counterparts import services as counterparts
from crm.counterparts.services import LinkInput
from crm.fields import services as fields
from crm.initiatives import services as initiatives
from crm.products import services as products
from crm.products.models import Certificate, ProductPrice
from crm.registers import contents as registers_contents
from crm.registers import services as registers
from crm.registers.services import RequestInput
from crm.tags import services as tags
from crm.targets import services as targets
from crm.tasks.models import Task
from crm.users.models import User
from crm.web.access import PUBLIC, holds, policies
from tests.cards.pictures import picture
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.fairs import stand
from tests.kept import kept
from tests.matching import tables
from tests.reports import writing as reports
from tests.rivals.test_rivals import rival, signal
from tests.showrooms.shop import shop
from tests.trust import world
from tests.trust.world import PAGES, World
from tools.steps import ROOT

#: What the variable parts of addresses are filled with, besides ids.
WORDS = {
    "record_type": "activities",
    "wanted": "met",
    "filename": "app.js",
    "name": "people",
    "code": "leads",
    "part": "filters",
}
KIND_OF_BLUEPRINT = {
    "missions": "mission", "meetings": "meeting", "leads": "lead", "negotiations": "negotiation",
    "agreements": "agreement", "tasks": "task", "documents": "document", "files": "file",
}  # fmt: skip


@pytest.fixture
def made(app: Flask) -> World:
    with app.app_context():
        return marked()


@kept
def marked() -> World:
    built = world.build()
    mark(built)
    shop()
    return built


def mark(built: World) -> None:
    """One tag, target list with a member, own field, link between counterparts, product with its parts, rival, sign
    of demand, initiative, report, matching table and request about personal data: each has the id 1.
    """
    coordinator = user()
    with writing():
        asked = RequestInput(here.today(), "access", coordinator.id, requester="王丽")
        registers.note_request(asked, words=registers_contents.request_words("access"), by=coordinator)
        tags.tag("people", built.at.li, ["重点"], by=coordinator)
        fields.make(record_type="people", kind="text", labels={"ja": "土産"}, by=coordinator)
        wanted = targets.make_list(name="招待", kind="people", shared=True, by=coordinator)
        db.session.flush()
        targets.add_members(wanted, "people", [built.at.li], by=coordinator)
        offices = db.session.scalars(select(Organisation.id).order_by(Organisation.id).limit(2)).all()
        memo = LinkInput(kind="economic_memo", organisation_id=offices[0], other_organisation_id=offices[1])
        counterparts.make(memo, by=coordinator)
        sheet = products.ProductInput({"ja": "セーター"}, built.at.commerce_bureau, "knitwear")
        product = products.make(sheet, by=coordinator)
        db.session.flush()
        price = products.PriceInput("fob", Decimal(7800), "JPY")
        products.write_price(ProductPrice(product_id=product.id), price, by=coordinator)
        certificate = products.CertificateInput("gb18401_b")
        products.write_certificate(Certificate(product_id=product.id), certificate, by=coordinator)
        products.keep_photo(product, picture(), instance=Path(current_app.config["INSTANCE"]), by=coordinator)
        initiatives.plan(names={"ja": "販路開拓"}, by=coordinator)
        db.session.commit()
    mission = db.session.get_one(Activity, built.branches[0].ids["mission"])
    reports.begun(mission)
    tables.opened(activity=mission)
    rival(body_organisation_id=book.organisation("佐州商工会議所", "ja", country="JP").id)
    signal()
    built.branches[0].ids["fair"] = stand.fair()
    stand.booth(built.branches[0].ids["fair"])
    stand.series()


#: Addresses of a fair.
FAIR = re.compile("/(missions|fairs)/<int:id>")


def addresses(app: Flask, made: World, method: str) -> list[tuple[str, str]]:
    """[(endpoint, address)] of every route with `method`, its ids those of rows that are there where they can be."""
    ids = made.branches[0].ids
    of_panel = {
        "activity": ids["mission"], "organisation": made.at.commerce_bureau, "person": made.at.li,
        "meeting": ids["meeting"], "lead": ids["lead"], "negotiation": ids["negotiation"],
        "agreement": ids["agreement"], "initiative": 1, "place": 1, "demand": 1, "product": 1, "files": 1,
        "fair": ids["fair"], "booth": 1, "series": 1, "access": ids["lead"], "goods": 1,
        "lost_to_organisation": made.at.commerce_bureau, "lost_to_region": 1, "rounds": ids["negotiation"], "uptake": 1,
    }  # fmt: skip
    found = []
    adapter = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()):
            continue
        values: dict[str, object] = dict.fromkeys(rule.arguments, 1) | {
            name: word for name, word in WORDS.items() if name in rule.arguments
        }
        for name, converter in rule._converters.items():
            if isinstance(converter, AnyConverter):
                values[name] = min(converter.items)
        blueprint, _, view = rule.endpoint.partition(".")
        if "id" in rule.arguments:
            values["id"] = ids.get(KIND_OF_BLUEPRINT.get(blueprint, ""), 1)
            if view.endswith("_panel"):
                values["id"] = of_panel[view.removesuffix("_panel")]
            elif "item" in view and "new" not in view:
                values["id"] = ids["item"]
            elif rule.endpoint.startswith(("tags.", "ties.")) and "record_type" in rule.arguments:
                values |= {"record_type": "people", "id": made.at.li}
            elif rule.endpoint.startswith("documents.report_") or rule.endpoint == "documents.report":
                values |= {"id": 1, "part": "purpose"}
            elif blueprint == "travel" and "/participants/" in rule.rule:
                values["id"] = made.branches[0].part
            elif blueprint in ("booths", "fairs", "insights") and FAIR.search(rule.rule):
                values["id"] = ids["fair"]
            elif blueprint in ("documents", "products", "travel") and "/missions/" in rule.rule:
                values["id"] = ids["mission"]
        found.append((rule.endpoint, adapter.build(rule.endpoint, values | dict(rule.defaults or {}), method=method)))
    return found


#: What an address may ask for beside its page; the rows and choices that some pages are about.
PRETENDING = "?_method=POST&archive=1&status=done&stage=lost&confirmed=1&save=1&id=1&id=2&organisation_id=1&set=agreed"


#: The pages of which the log says who looked: what stands on them is sealed.
LOGGED = {"travel.rooms", "travel.words", "travel.record", "travel.edit"}
#: Where a GET writes at all: who looked, a code or link that opens nothing, and a write that is taken back.
WRITING_ON_GET = {"travel/views.py", "applications/views.py", "outcomes/views.py", "web/health.py"}
#: Written by commands, which no address reaches.
NO_REQUEST = {"web/migrating.py"}


@pytest.mark.once
def test_no_get_writes_anything(app: Flask, client: FlaskClient, made: World) -> None:
    sign_in(client, Role.ADMIN)
    before = world.state(app)
    answers = {}
    asked = addresses(app, made, "GET")
    for endpoint, address in asked:
        if endpoint not in LOGGED:
            with client.get(address + PRETENDING) as answer:
                answers[endpoint] = answer.status_code
    assert world.state(app) == before
    assert {endpoint: status for endpoint, status in answers.items() if status >= 500} == {}
    served = {endpoint: status for endpoint, status in answers.items() if status != 403}
    assert {endpoint.partition(".")[0] for endpoint in answers.keys() - served.keys()} == {"makers"}  # not the office's
    assert sum(status < 400 for status in served.values()) > 0.8 * len(served)
    logged = [(endpoint, address) for endpoint, address in asked if endpoint in LOGGED]
    assert {endpoint for endpoint, _address in logged} == LOGGED
    for _endpoint, address in logged:
        with app.app_context():
            last = db.session.scalars(select(func.max(AuditEntry.id))).one()
        rows, _head = world.state(app)
        assert client.get(address).status_code == 200
        after, _head = world.state(app)
        assert {table for table, number in after.items() if number != rows[table]} == {"audit_entries"}
        with app.app_context():
            verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.id > last)).all()
        assert verbs == ["travel.seen"]


def test_a_get_writes_only_where_the_rule_says_so() -> None:
    """The transaction of a POST is opened for it: a view that opens one does it on a GET."""
    views = [*ROOT.glob("crm/*/views.py"), *ROOT.glob("crm/*/views/*.py"), *ROOT.glob("crm/web/**/*.py")]
    found = {path.relative_to(ROOT / "crm").as_posix() for path in views if "with writing()" in path.read_text("utf-8")}
    assert found - NO_REQUEST == WRITING_ON_GET
    law = (ROOT / "docs/architecture.md").read_text("utf-8")
    assert [name for name in WRITING_ON_GET if f"`crm/{name}`" not in law] == []


def test_no_route_takes_its_values_from_the_address_when_it_writes() -> None:
    views = [*ROOT.glob("crm/*/views.py"), *ROOT.glob("crm/*/views/*.py")]
    assert views
    text = {file: file.read_text(encoding="utf-8") for file in views}
    assert [str(f) for f, source in text.items() if "request.values" in source or "**request.form" in source] == []


@pytest.mark.once
@pytest.mark.parametrize("role", [Role.MANAGEMENT, Role.MISSION_LEADER])
def test_what_a_role_may_not_do_writes_nothing(app: Flask, client: FlaskClient, made: World, role: Role) -> None:
    """Every write that the table refuses, on rows that are there."""
    sign_in(client, role, email=f"{role}.without@example.jp")
    token = {"csrf_token": csrf_token(client, "/users/profile")}
    declared = policies(app)
    before = world.state(app)
    refused = 0
    for endpoint, address in addresses(app, made, "POST"):
        policy = declared[endpoint]
        if policy == PUBLIC or holds(role, policy):
            continue
        status = client.post(address, data=token | {"reason": "x", "status": "done"}).status_code
        assert status == 403, endpoint
        refused += 1
    assert refused > 10
    assert world.state(app) == before


@pytest.mark.once
def test_what_is_not_there_is_missing_or_out_of_date_writes_nothing(
    app: Flask, client: FlaskClient, made: World
) -> None:
    sign_in(client)
    ids = made.branches[0].ids
    paths = {kind: PAGES[kind].format(ids[kind]) for kind in ("mission", "meeting", "lead", "negotiation", "agreement")}
    forms = {kind: world.plumbing(client, f"{path}/edit") for kind, path in paths.items()}
    task = {"text": "x", "due_on": "2026-12-20", "owner_id": 1}
    token = {"csrf_token": forms["mission"]["csrf_token"]}
    stale = {"version": "77"}
    tries = [(path, f"{path}/edit", forms[kind], 422) for kind, path in paths.items()]
    before = world.state(app)
    statuses = {path: client.post(edit, data=form).status_code for path, edit, form, _ in tries}
    assert set(statuses.values()) == {422}, statuses
    assert world.send(client, f"/tasks/{ids['task']}/edit", task | stale).status_code == 409
    for path in ("/missions/999999/archive", "/leads/999999/qualify", "/tasks/999999/done", "/meetings/999999/edit"):
        assert client.post(path, data=token).status_code == 404, path
    signing = world.send(client, f"{paths['agreement']}/sign", {"signed_on": "2031-01-01"})
    assert signing.status_code in (409, 422)
    assert client.post(f"{paths['negotiation']}/move", data=forms["negotiation"] | {"stage": "signed"}).status_code in (
        200, 409, 422,
    )  # fmt: skip
    assert world.state(app) == before


@pytest.mark.once
def test_fields_that_a_form_does_not_have_are_ignored(app: Flask, client: FlaskClient, made: World) -> None:
    sign_in(client)
    id = made.branches[0].ids["task"]
    extra = {
        "id": 999, "created_by_id": made.second, "updated_by_id": made.second, "archived_at": "2026-01-01",
        "status": "done", "record_type": "agreements", "record_id": 1, "activity_id": made.branches[1].ids["mission"],
        "created_at": "2001-01-01",
    }  # fmt: skip
    with app.app_context():
        owner = user().id
        before = {name: getattr(db.session.get_one(Task, id), name) for name in extra}
    form = {"text": "新しい宿題", "due_on": "2026-12-20", "owner_id": owner}
    assert world.send(client, f"/tasks/{id}/edit", form | extra).status_code == 303
    with app.app_context():
        row = db.session.get_one(Task, id)
        assert row.text == "新しい宿題"
        after = {name: getattr(row, name) for name in extra}
    assert after.pop("updated_by_id") == owner
    before.pop("updated_by_id")
    assert after == before


@pytest.mark.once
def test_nobody_makes_themselves_administrator_with_an_extra_field(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    form = {"display_name": "小林", "language": "ja", "timezone": "Asia/Tokyo", "role": "admin", "active": "",
            "email": "root@example.jp", "sample": "y", "password_hash": "x"}  # fmt: skip
    with app.app_context():
        row = user()
        before = (row.id, row.email, row.password_hash)
    assert world.send(client, "/users/profile", form).status_code == 303
    with app.app_context():
        row = db.session.scalars(select(User).where(User.id == before[0])).one()
        assert (row.role, row.active, row.email, row.password_hash) == (Role.COORDINATOR, True, *before[1:])
