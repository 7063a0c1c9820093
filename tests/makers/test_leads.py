"""A maker's leads and cases: of two makers, each sees its own two, of a lead no more than its visitor agreed to."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts.models import Organisation, OrganisationName, OrganisationRole, Person
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.makers import queries, services
from crm.negotiations.models import Negotiation
from crm.privacy import rules as privacy
from crm.privacy.models import Provision, ProvisionPerson
from crm.products import queries as product_queries
from crm.products import services as products
from crm.products.services import ProductInput
from tests.cast import SET_UP, csrf_token, sign_in, user
from tests.contacts import book
from tests.makers.firms import Pair, made_our_office, merged_into, pair
from tests.meetings.scene import Scene, mission, scene
from tests.negotiations import cases
from tests.privacy.asked import answered
from tests.products.test_products import made as product

pytestmark = pytest.mark.both


class Talks:
    """Two leads and two cases of each maker, one more of both, and one of the office alone."""

    def __init__(self) -> None:
        self.at: Scene = scene()
        self.pair: Pair = pair()
        with writing():
            self.trip = mission(self.at.place).id
            db.session.commit()
        plays(self.at.association, "federation_sci")
        self.visitors: dict[str, int] = {}
        mine, theirs = self.pair.at.product, self.pair.goods
        self.lead("甲一", self.pair.first, [mine])
        self.lead("甲二", None, [mine])
        self.lead("乙一", self.pair.second, [theirs])
        self.lead("乙二", None, [theirs])
        self.lead("両方", None, [mine, theirs])
        self.lead("事務局", None, [])
        self.case("甲の案件", self.pair.first, [mine])
        self.case("甲の別件", self.at.association, [mine])
        self.case("乙の案件", self.pair.second, [theirs])
        self.case("乙が甲の品も", self.pair.second, [theirs, mine])
        self.case("両方の案件", self.at.association, [mine, theirs])
        self.case("事務局の案件", self.at.association, [])
        db.session.expire_all()

    def lead(self, name: str, ours: int | None, goods: list[int], **said: Any) -> int:
        """A lead of somebody of their own, who agreed that makers get their data."""
        person = book.person(name, "ja").id
        self.visitors[name] = person
        recorded(person, makers="given")
        with writing():
            content = LeadInput(
                activity_id=self.trip, person_id=person, our_organisation_id=ours, raw_name=name,
                raw_contact=f"{name}@visitor.example", inquiry=f"{name}の用件", **said,
            )  # fmt: skip
            row = leads.capture(content, by=user())
            if goods:
                leads.ask_about(row, goods, by=user())
            db.session.commit()
        return row.id

    def case(self, title: str, ours: int, goods: list[int]) -> int:
        return cases.opened(
            self.at, title=title, our_organisation_id=ours, next_step=f"{title}の次の一手", product_ids=tuple(goods)
        ).id  # fmt: skip

    def shown(self, firm: int) -> set[str]:
        db.session.expire_all()
        return {visitor.name.text for visitor in queries.visitors(firm, "ja").values()}


def plays(firm: int, role: str) -> None:
    """An organisation has a role."""
    with writing(), act():
        db.session.add(OrganisationRole(organisation_id=firm, role=role))
        db.session.commit()


def seen_of_others(told: Talks, ours: int) -> tuple[set[str], list[str]]:
    """Of a lead and a case that are for somebody else and name goods of the first maker: whom and what it sees."""
    told.lead("他社の客", ours, [told.pair.at.product])
    told.case("他社の案件", ours, [told.pair.at.product])
    db.session.expire_all()
    return told.shown(told.pair.first), [str(row.counterpart.text) for row in queries.cases(told.pair.first, "ja")]


@pytest.mark.parametrize("what", ["unknown", "said", "former", "body that makes"])
def test_a_firm_without_products_on_record_keeps_its_leads_and_cases_to_itself(app: Flask, what: str) -> None:
    """Of no role; of that of a maker; one whose only product is another's by now; a cooperative that has goods."""
    with app.app_context():
        told = Talks()
        before = len(queries.cases(told.pair.first, "ja"))
        ours = book.organisation("第三醸造株式会社", "ja", country="JP").id
        if what == "said":
            plays(ours, "maker_sme")
        if what == "former":
            moved_to(product(ours, names={"ja": "味噌"}).id, told.pair.first)
        if what == "body that makes":
            plays(ours, "industry_cooperative")
            product(ours, names={"ja": "味噌"})
        visitors, cases_seen = seen_of_others(told, ours)
        assert visitors == {"甲一", "甲二", "両方"}
        assert len(cases_seen) == before


def test_of_a_lead_for_a_body_or_our_office_whoever_makes_the_goods_sees_it(app: Flask) -> None:
    with app.app_context():
        told = Talks()
        assert "他社の客" in seen_of_others(told, told.at.association)[0]
        office = book.organisation("貿易事務局", "ja", country="JP").id
        made_our_office(office)
        before = len(queries.cases(told.pair.first, "ja"))
        told.case("事務局の件", office, [told.pair.at.product])
        assert len(queries.cases(told.pair.first, "ja")) == before + 1


def moved_to(product_id: int, firm: int) -> None:
    """A product gets another maker."""
    with writing():
        row = product_queries.one(product_id, user=user())
        products.change(row, ProductInput({"ja": "品"}, firm, row.category), by=user())
        db.session.commit()
    db.session.expire_all()


def test_a_lead_and_a_case_go_by_who_made_the_product_on_their_day(app: Flask) -> None:
    """What is for nobody by name stays with the former maker; the new one gets what comes after the change."""
    with app.app_context():
        told = Talks()
        first, second, goods = told.pair.first, told.pair.second, told.pair.at.product
        had = {firm: len(queries.cases(firm, "ja")) for firm in (first, second)}
        moved_to(goods, second)
        assert told.shown(first) == {"甲一", "甲二", "両方"}
        assert told.shown(second) == {"乙一", "乙二", "両方"}
        assert {firm: len(queries.cases(firm, "ja")) for firm in (first, second)} == had
        [lead] = [row for row in queries.visitors(second, "ja").values() if row.name.text == "両方"]
        assert lead.inquiry == ""
        told.lead("後の客", None, [goods])
        told.case("後の案件", told.at.association, [goods])
        assert told.shown(first) == {"甲一", "甲二", "両方"}
        assert told.shown(second) == {"乙一", "乙二", "両方", "後の客"}
        assert [len(queries.cases(firm, "ja")) for firm in (first, second)] == [had[first], had[second] + 1]
        kept = book.organisation("丸直ニット（新）", "ja", country="JP").id
        merged_into(kept, first)
        assert told.shown(kept) == {"甲一", "甲二", "両方"}


def test_each_maker_sees_the_leads_that_are_for_it_or_name_its_goods(app: Flask) -> None:
    with app.app_context():
        told = Talks()
        assert told.shown(told.pair.first) == {"甲一", "甲二", "両方"}
        assert told.shown(told.pair.second) == {"乙一", "乙二", "両方"}
        first = {row.name.text: row for row in queries.visitors(told.pair.first, "ja").values()}
        assert first["甲一"].inquiry == "甲一の用件"
        assert (first["甲二"].inquiry, first["両方"].inquiry) == ("", ""), "its words may tell of others"
        assert first["両方"].contact == "両方@visitor.example"
        goods = {name.text for row in queries.leads(told.pair.first, "ja") for name in row.products}
        assert goods == {"カシミヤ混セーター"}


@pytest.mark.parametrize("answer", ["refused", "withdrawn", ""])
def test_who_did_not_agree_or_no_longer_does_is_not_shown_and_not_counted(app: Flask, answer: str) -> None:
    with app.app_context():
        told = Talks()
        person = book.person("来場者", "ja").id
        if answer:
            recorded(person, makers=answer)
        with writing():
            content = LeadInput(activity_id=told.trip, person_id=person, our_organisation_id=told.pair.first)
            leads.capture(content, by=user())
            db.session.commit()
        assert told.shown(told.pair.first) == {"甲一", "甲二", "両方"}
        assert len(queries.leads(told.pair.first, "ja")) == 3


@pytest.mark.parametrize("what", ["keep", "stopped", "silent", "erased", "over", "archived", "put away", "unknown"])
def test_a_yes_to_makers_does_not_outweigh_what_says_no(app: Flask, what: str) -> None:
    with app.app_context():
        told = Talks()
        id = told.visitors["甲一"]
        if what == "keep":
            recorded(id, keep="refused")
        with writing(), act():
            person, lead = (
                db.session.get_one(Person, id),
                db.session.scalars(select(Lead).where(Lead.person_id == id)).one(),
            )
            if what == "stopped":
                person.use_stopped_at = person.created_at
            if what == "silent":
                person.do_not_contact = True
            if what == "erased":
                person.erased_at = person.created_at
            if what == "over":
                lead.status = "disqualified"
            if what == "put away":
                person.archived_at = person.created_at
            if what == "archived":
                lead.archived_at = lead.captured_at
            if what == "unknown":
                lead.person_id = None
            db.session.commit()
        assert told.shown(told.pair.first) == {"甲二", "両方"}
        assert told.shown(told.pair.second) == {"乙一", "乙二", "両方"}


def test_a_lead_of_an_activity_of_the_archive_is_not_shown(app: Flask) -> None:
    with app.app_context():
        told = Talks()
        with writing(), act():
            db.session.get_one(Activity, told.trip).archived_at = clock.now()
            db.session.commit()
        assert told.shown(told.pair.first) == set()


def act() -> Any:
    """What is written without a service, to set up a test."""
    return action(SET_UP, by=user())


def recorded(person_id: int, **answers: str) -> None:
    said: dict[str, Any] = {**answers}
    answered(db.session.get_one(Person, person_id), **said)


def test_who_was_shown_is_noted_once_as_given_to_the_firm(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        told = Talks()
    sign_in(client, Role.MAKER)
    page = client.get("/makers/leads/").text
    assert "甲一" not in page
    assert "visitor.example" not in page
    with app.app_context():
        assert db.session.scalars(select(Provision)).all() == [], "nobody was shown yet"
    sent = {"csrf_token": csrf_token(client, "/makers/leads/")}
    shown = client.post("/makers/leads/visitors", data=sent).text
    assert {name: name in shown for name in told.visitors} == {
        "甲一": True, "甲二": True, "両方": True, "乙一": False, "乙二": False, "事務局": False,
    }  # fmt: skip
    client.post("/makers/leads/visitors", data=sent)
    with app.app_context():
        [entry] = db.session.scalars(select(Provision)).all()
        assert (entry.direction, entry.other, entry.country, entry.scope) == (
            "out",
            "丸直ニット株式会社",
            "JP",
            "makers",
        )
        assert (entry.people_count, entry.basis) == (3, privacy.CONSENT)
        people = set(db.session.scalars(select(ProvisionPerson.person_id)))
        assert people == {told.visitors[name] for name in ("甲一", "甲二", "両方")}
        told.lead("甲三", told.pair.first, [])
    client.post("/makers/leads/visitors", data=sent)
    with app.app_context():
        assert [each.people_count for each in db.session.scalars(select(Provision).order_by(Provision.id))] == [3, 1]


def noted(firm: int) -> list[tuple[int, str]]:
    """Who of a firm looks: what the register tells after it, of each entry for how many and on which basis."""
    services.show_visitors(firm, "氏名", "ja", by=user())
    db.session.commit()
    db.session.expire_all()
    rows = db.session.scalars(select(Provision).order_by(Provision.id))
    return [(row.people_count, row.basis) for row in rows]


@pytest.mark.parametrize("country", ["CN", ""])
def test_a_maker_abroad_is_shown_who_agreed_to_partners_and_no_other(app: Flask, country: str) -> None:
    """What it gets leaves the country (DP-3): a yes to makers alone is none to that, and a no to makers stays one."""
    with app.app_context(), writing():
        told = Talks()
        first = told.pair.first
        with act():
            db.session.get_one(Organisation, first).country = country
            db.session.commit()
        assert (told.shown(first), queries.leads(first, "ja")) == (set(), [])
        assert noted(first) == []
        answered(db.session.get_one(Person, told.visitors["甲一"]), basis="contract", partners="given")
        recorded(told.visitors["甲二"], partners="given")
        recorded(told.visitors["甲二"], makers="refused")
        assert told.shown(first) == {"甲一"}
        assert noted(first) == [(1, "contract")]
        assert noted(first) == [(1, "contract")], "noted once"
        [entry] = db.session.scalars(select(Provision)).all()
        assert (entry.scope, entry.country) == ("partners", country)
        assert told.shown(told.pair.second) == {"乙一", "乙二", "両方"}, "a firm of home as before"


def called(firm: int, text: str) -> None:
    with writing(), act():
        row = db.session.scalars(select(OrganisationName).where(OrganisationName.organisation_id == firm)).one()
        row.text = text
        db.session.commit()


def test_the_register_goes_by_the_firm_and_not_by_its_name(app: Flask) -> None:
    """Another one of the same name has an entry of its own, one that is renamed none anew; of one that is merged the
    lead that got another side is noted again, and of the others none."""
    with app.app_context(), writing():
        told = Talks()
        first, second = told.pair.first, told.pair.second
        assert noted(first) == [(3, "consent")]
        called(second, "丸直ニット株式会社")
        assert noted(second) == [(3, "consent")] * 2
        called(first, "丸直株式会社")
        assert noted(first) == [(3, "consent")] * 2
        kept = book.organisation("丸直ニット（新）", "ja", country="JP").id
        merged_into(kept, first)
        assert noted(kept) == [*[(3, "consent")] * 2, (1, "consent")]


def test_each_basis_has_its_entry_and_a_yes_after_a_no_and_a_changed_lead_a_new_one(app: Flask) -> None:
    with app.app_context(), writing():
        told = Talks()
        first = told.pair.first
        answered(db.session.get_one(Person, told.visitors["甲二"]), basis="contract", makers="given")
        assert noted(first) == [(2, "consent"), (1, "contract")]
        recorded(told.visitors["甲一"], makers="withdrawn")
        assert len(noted(first)) == 2
        recorded(told.visitors["甲一"], makers="given")
        assert noted(first)[2:] == [(1, "consent")]
        assert len(noted(first)) == 3
        lead = db.session.scalars(select(Lead).where(Lead.person_id == told.visitors["両方"])).one()
        with act():
            lead.raw_contact = "new@visitor.example"
            db.session.commit()
        assert noted(first)[3:] == [(1, "consent")]


def test_each_maker_sees_its_own_cases_and_of_a_shared_one_no_words(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        told = Talks()
        steps = {
            firm: [row.next_step for row in queries.cases(firm, "ja")] for firm in (told.pair.first, told.pair.second)
        }
        assert sorted(steps[told.pair.first]) == ["", "", "甲の案件の次の一手"]
        assert sorted(steps[told.pair.second]) == ["", "", "乙の案件の次の一手"], (
            "in one of its own stand goods of another"
        )
        [both] = [row for row in queries.cases(told.pair.first, "ja") if row.products and not row.next_step][:1]
        assert [name.text for name in both.products] == ["カシミヤ混セーター"]
    sign_in(client, Role.MAKER, language="ja")
    page = client.get("/makers/cases").text.partition("<main")[2]
    assert "延吉市商务局" in page
    for hidden in ("420,000", "案件", "別件", "乙", "木の椀", "小林"):
        assert hidden not in page.replace("交渉案件", "").replace("甲の案件の次の一手", ""), hidden


def test_an_archived_case_is_not_shown_and_a_merge_carries_cases_and_leads_over(app: Flask) -> None:
    with app.app_context():
        told = Talks()
        with writing(), act():
            case = db.session.scalars(select(Negotiation).where(Negotiation.title == "甲の案件")).one()
            case.archived_at = case.created_at
            db.session.commit()
        assert len(queries.cases(told.pair.first, "ja")) == 2
        kept = book.organisation("丸直ニット（新）", "ja", country="JP").id
        merged_into(kept, told.pair.first)
        db.session.expire_all()
        assert len(queries.cases(kept, "ja")) == 2
        assert told.shown(kept) == {"甲一", "甲二", "両方"}
        assert db.session.get_one(Organisation, told.pair.first).archived_at is not None
