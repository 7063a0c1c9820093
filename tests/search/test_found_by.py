"""What a found record was found by, where its names do not show it; routes and certificates are found, too."""

from dataclasses import replace
from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from crm.audit import services as audit
from crm.audit.services import action
from crm.contacts.rules import AddressInput, ContactInput
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.fairs.models import Booth
from crm.partners import services as partners
from crm.partners.services import AssessmentInput, Proof, RouteInput
from crm.products import services as products
from crm.products.models import Certificate
from crm.products.services import CertificateInput
from crm.rivals import rules as rival_rules
from crm.rivals.models import RivalActivity
from crm.search import queries
from crm.showrooms.models import Settlement
from crm.tags import services as tags
from crm.tags.models import Tag
from tests import cast
from tests.access.barred import barring
from tests.contacts import book
from tests.contacts.pages import text
from tests.meetings.scene import scene
from tests.missions import voyage
from tests.negotiations.cases import opened
from tests.products.test_products import made as product
from tests.rivals.test_rivals import rival, signal
from tests.showrooms.shop import exhibit, shop


def found_by(typed: str, record_type: str) -> list[queries.Field | None]:
    groups = queries.groups(typed, user=cast.user(), language="en", each=20)
    hits = [hit for group in groups if group.record_type == record_type for hit in group.hits]
    return [hit.field for hit in hits]


def test_what_stands_in_the_names_needs_no_word(app: Flask) -> None:
    with app.app_context():
        book.organisation("北延吉商社", "ja")
        assert found_by("延吉", "organisations") == [None]


def test_contact_details_tags_addresses_and_readings_are_named(app: Flask) -> None:
    with app.app_context():
        points, places = [ContactInput("tel", "0258-61-1234")], [AddressInput("長岡市大手通1", "ja")]
        firm = book.organisation("越後商事", "ja", country="JP", contact_points=points, addresses=places)
        book.organisation("南商会", "ja")
        with writing():
            tags.tag("organisations", firm.id, ["重点"], by=cast.user())
            db.session.commit()
        assert found_by("0258611234", "organisations") == [("Contact details", "", "")]
        assert found_by("重点", "organisations") == [("Tag", "", "")]
        assert found_by("大手通", "organisations") == [("Address", "", "")]


def test_whatever_carries_a_tag_is_found_by_its_new_name(app: Flask) -> None:
    with app.app_context():
        firm, person = book.organisation("越後商事", "ja"), book.person("山田 太郎", "ja")
        with writing():
            [tag] = tags.tag("organisations", firm.id, ["重点"], by=cast.user())
            tags.tag("people", person.id, ["重点"], by=cast.user())
            db.session.commit()
        with writing():
            tags.change(db.session.get_one(Tag, tag.id), name="最優先", colour="grey", by=cast.user())
            db.session.commit()
        for kind in ("organisations", "people"):
            assert (found_by("最優先", kind), found_by("重点", kind)) == ([("Tag", "", "")], [])


def test_a_sound_that_stands_in_no_field_is_called_a_reading(app: Flask) -> None:
    with app.app_context():
        book.person("南宫 远", "zh-Hans")
        assert found_by("nangong", "people") == [("Reading", "", "")]


def test_a_case_is_found_by_its_counterpart_or_a_field_of_its_own(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = scene()
        opened(at, title="綿の肌着", products="靴下", next_step="価格表を送る")
        assert found_by("延吉市商务局", "negotiations") == [None], "stands beside its title"
        assert found_by("価格表", "negotiations") == [("", "negotiations", "next_step")]
    cast.sign_in(client)
    page = text(client, "/search/?q=価格表")
    assert "Found by: Next step" in page


def test_a_route_is_found_by_its_name_and_by_whose_it_is(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = scene()
        with writing():
            partners.record(RouteInput(at.commerce_bureau, "百貨店の北海道フェア", "wholesale_market"), by=cast.user())
            db.session.commit()
        assert found_by("北海道フェア", "sales_routes") == [None]
        assert len(found_by("延吉市商务局", "sales_routes")) == 1
    cast.sign_in(client)
    assert "/partners/1" in text(client, "/search/?q=北海道フェア")


def test_an_assessment_is_found_by_its_notes_and_by_who_was_assessed(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = scene()
        said = AssessmentInput(
            at.commerce_bureau, date(2026, 5, 2), cast.user().id, "approach", {"reputation": 4}, notes="支払いが早い"
        )
        with writing():
            partners.assess(said, text="再評価", by=cast.user())
            db.session.commit()
        assert found_by("支払いが早い", "partner_assessments") == [("", "partner_assessments", "notes")]
        assert len(found_by("延吉市商务局", "partner_assessments")) == 1
    cast.sign_in(client)
    assert "/partners/assessments/1" in text(client, "/search/?q=支払いが早い")
    listed = {word: text(client, f"/partners/assessments?q={word}") for word in ("支払い", "延吉市商务局", "北海道")}
    assert ["/partners/assessments/1" in page for page in listed.values()] == [True, True, False]


def test_a_product_is_found_by_the_number_of_its_certificate_while_it_stands(app: Flask) -> None:
    with app.app_context():
        at = scene()
        sweater, other = product(at.association), product(at.association)
        with writing():
            sheet = CertificateInput(scheme="gacc", number="CJPN-12345678")
            row = Certificate(product_id=sweater.id)
            kept = products.write_certificate(row, sheet, by=cast.user())
            db.session.commit()
        assert found_by("cjpn12345678", "products") == [("Certificates", "", "")]
        assert other.id != sweater.id
        with writing():
            products.remove_part(kept, by=cast.user())
            db.session.commit()
        assert found_by("cjpn12345678", "products") == []


def test_an_exhibit_is_found_by_its_code_by_whoever_sees_its_showroom(app: Flask) -> None:
    with app.app_context():
        at = shop()
        exhibit(at.showroom, at.product, code="Z-77")
        groups = queries.groups("A-01", user=cast.user(), language="en", each=20)
        [group] = [group for group in groups if group.record_type == "exhibits"]
        [hit] = group.hits
        assert (hit.id, hit.names[0].text) == (at.exhibit, "A-01")


def test_a_settlement_is_found_by_its_number_its_invoice_and_its_showroom(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        at = shop()
        with writing():
            days = {"begins_on": date(2026, 4, 1), "ends_on": date(2026, 4, 30), "settled_on": date(2026, 5, 2)}
            money = {"currency": "CNY", "book_currency": "JPY", "rate_day": "settlement"}
            with action(cast.SET_UP, by=cast.user()):
                for number, invoice in (("S2026-04", "04400231"), ("S2026-05", "05500999")):
                    row = Settlement(showroom_id=at.showroom, number=number, invoice=invoice, **days, **money)
                    db.session.add(row)
            db.session.commit()
        assert found_by("S2026-04", "settlements") == [None]
        assert found_by("04400231", "settlements") == [("", "settlements", "invoice")]
    cast.sign_in(client)
    page = text(client, "/search/?q=04400231")
    assert "/showrooms/settlements/1" in page
    assert "Found by: " in page


def test_a_booth_is_found_by_its_number_by_whoever_sees_its_fair(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        voyage.load_places()
        leader = cast.user(Role.MISSION_LEADER)
        own, other = voyage.mission(leader_id=leader.id), voyage.mission(leader_id=None)
        with writing():
            with action(cast.SET_UP, by=cast.user()):
                for activity in (own, other):
                    db.session.add(Booth(activity_id=activity.id, hall="B馆", number="B2-117", notes="角の小間"))
            db.session.commit()
        assert found_by("B2-117", "booths") == [None, None]
        assert found_by("角の小間", "booths") == [("", "booths", "notes")] * 2
        groups = queries.groups("B2-117", user=leader, language="en", each=20)
        assert [(group.record_type, group.total) for group in groups] == [("booths", 1)]
    cast.sign_in(client)
    assert "/fairs/booths/1" in text(client, "/search/?q=B2-117")


def test_rivals_and_demand_are_found_by_region_fair_source_and_words(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        voyage.load_places()
        rival(title="秋の物産展", source_url="https://example.jp/fair-77")
        signal()
        signal(statement="米の試食に行列", source="店頭調査")
        assert found_by("秋の物産展", "rival_activities") == [None]
        assert found_by("新潟県", "rival_activities") == [("", "rival_activities", "body_place_id")]
        assert found_by("fair-77", "rival_activities") == [("", "rival_activities", "source_url")]
        assert found_by("贈答用", "demand_signals") == [None]
        assert found_by("店頭調査", "demand_signals") == [("", "demand_signals", "source")]
        with writing():
            audit.archive(db.session.get_one(RivalActivity, 1), rival_rules.RIVAL_ARCHIVED, by=cast.user())
            db.session.commit()
        assert found_by("秋の物産展", "rival_activities") == []
    cast.sign_in(client)
    assert "/rivals/demand/2" in text(client, "/search/?q=店頭調査")


def test_a_rule_is_found_by_its_code_and_a_route_by_its_evidence(app: Flask) -> None:
    with app.app_context():
        at = scene()
        barring(hs_prefix="2206")
        barring(hs_prefix="6110", category="")
        proof = Proof("documented", date(2026, 5, 2), "納品書 8841")
        route = RouteInput(at.commerce_bureau, "百貨店", "wholesale_market", proofs=[proof])
        with writing():
            partners.record(route, by=cast.user())
            partners.record(replace(route, name="卸市場", proofs=[]), by=cast.user())
            db.session.commit()
        assert found_by("2206", "access_rules") == [("", "access_rules", "hs_prefix")]
        assert found_by("8841", "sales_routes") == [("Evidence", "", "")]
