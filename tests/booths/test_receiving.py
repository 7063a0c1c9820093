"""What a phone sends becomes a lead once; the same visitor is added to; what came late waits to be decided."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.booths import queries, rules, services
from crm.booths.models import BoothCapture
from crm.booths.rules import Visitor
from crm.cards import queries as cards
from crm.cards.models import BusinessCard
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.fairs import services as fairs
from crm.leads import queries as leads_queries
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.queries import Filter
from crm.leads.services import LeadInput
from tests import cast
from tests.booths import stall
from tests.cards.pictures import photograph
from tests.contacts import book
from tests.fairs import stand
from tests.products.test_products import made as product


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def number(of: type) -> int:
    return db.session.scalar(select(func.count()).select_from(of)) or 0


def test_a_lead_tells_who_captured_it_when_and_whose_it_is() -> None:
    row, _shown = stall.code(stall.fair())
    phone, _key = stall.phone(row, "金")
    at = clock.now() - timedelta(hours=3)
    sent = stall.send(
        phone, "k1", at=at, raw_name="王伟", raw_organisation="大洋商贸", rank="A", visitor_type="importer",
        category="knitwear", channel="own_store", language="zh-Hans", note="要样品", promised=["sample"],
        wish="見本", may_store=True,
    )  # fmt: skip
    lead = db.session.get_one(Lead, sent.lead_id)
    assert (lead.raw_name, lead.rank, lead.inquiry, lead.next_action) == ("王伟", "A", "要样品", "見本")
    assert (lead.captured_at, lead.created_by_id, lead.owner_id) == (at, None, cast.user().id)
    assert lead.may_contact
    [shown] = queries.of_lead(lead.id)
    assert (shown.phone.name, shown.captured_at, shown.state) == ("金", at, rules.TAKEN_AT_ONCE)
    assert (shown.may_store, shown.may_share) == (True, False)


def test_a_lead_knows_the_booth_of_its_code_and_of_the_whole_fair_none() -> None:
    fair = stall.fair()
    booth = stand.booth(fair.id).id
    row, _shown = stall.code(fair, "second shift", booth_id=booth)
    phone, _key = stall.phone(row)
    sent = stall.send(phone, "k1", at=clock.now(), picture=photograph())
    lead = db.session.get_one(Lead, sent.lead_id)
    assert lead.booth_id == booth
    assert cards.card(sent.card_id or 0, user=cast.user()).place == "3 B12 · second shift"
    whole, _key = stall.phone(stall.code(fair)[0])
    other = db.session.get_one(Lead, stall.send(whole, "k2", at=clock.now(), raw_name="王伟").lead_id)
    assert other.booth_id is None
    found = leads_queries.leads(Filter(booth=booth), user=cast.user()).rows
    assert [each.id for each in found] == [lead.id]


def test_a_lead_of_a_booth_that_was_put_away_since_comes_in_without_it() -> None:
    fair = stall.fair()
    booth = stand.booth(fair.id)
    phone, _key = stall.phone(stall.code(fair, booth_id=booth.id)[0])
    with writing():
        fairs.put_away(db.session.merge(booth), by=cast.user())
        db.session.commit()
    assert db.session.get_one(Lead, stall.send(phone, "k1", at=clock.now(), raw_name="王伟").lead_id).booth_id is None


@pytest.mark.both
def test_the_phone_offers_what_is_shown_at_its_booth_and_of_the_whole_fair_at_all() -> None:
    fair = stall.fair()
    first, second, empty = (stand.booth(fair.id, number=number).id for number in ("B1", "B2", "B3"))
    maker, weaver = (book.organisation(name, "ja", country="JP").id for name in ("丸直", "織物"))
    knit, scarf, tie = (product(id, names={"ja": name}).id for id, name in
                        ((maker, "セーター"), (maker, "襟巻"), (weaver, "ネクタイ")))  # fmt: skip
    stand.exhibitor(first, maker, product_ids=[knit, scarf])
    stand.exhibitor(second, weaver, product_ids=[tie])

    def offered(booth: int | None) -> list[str]:
        return [chip.name for chip in queries.chips(fair.id, "ja", booth_id=booth)]

    assert offered(first) == ["セーター", "襟巻"]
    assert offered(second) == ["ネクタイ"]
    assert offered(None) == ["セーター", "襟巻", "ネクタイ"]
    assert offered(empty) == [], "what the fair itself offers: nothing here"
    foreign = stall.fair()
    assert queries.chips(foreign.id, "ja", booth_id=first) == []


def test_what_is_sent_twice_is_one_lead() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    first = stall.send(phone, "k1", at=clock.now(), raw_name="王伟")
    assert stall.send(phone, "k1", at=clock.now(), raw_name="王伟").id == first.id
    stall.send(phone, "k2", at=clock.now(), raw_name="金成浩")
    assert (number(Lead), number(BoothCapture)) == (2, 2)


def test_what_differs_under_a_key_that_was_used_is_a_lead_of_its_own() -> None:
    """The page without its script has one key: whoever goes back, types anew and sends has another visitor."""
    fair = stall.fair()
    phone, _key = stall.phone(stall.code(fair)[0])
    other, _other = stall.phone(stall.code(fair)[0], "朴")
    sent = [
        stall.send(phone, "k1", at=clock.now(), note="カシミヤ30枚"),
        stall.send(phone, "k1", at=clock.now(), note="カシミヤ30枚、見積もり希望"),
        stall.send(phone, "k1", at=clock.now(), note="カシミヤ30枚", may_store=True),
        stall.send(other, "k1", at=clock.now(), note="另一位"),
        stall.send(phone, "", at=clock.now(), note="一"),
        stall.send(phone, "", at=clock.now(), note="二"),
        stall.send(phone, "", at=clock.now(), note="二", picture=photograph()),
    ]
    assert len({each.id for each in sent}) == number(BoothCapture) == 7
    assert number(Lead) == 7
    assert stall.send(phone, "k1", at=clock.now(), note="カシミヤ30枚").id == sent[0].id, "the same once more"
    assert number(BoothCapture) == 7


def test_a_notice_that_there_never_was_is_no_proof() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    told = {each: stall.send(phone, each, at=clock.now(), note=each, notice_version=each) for each in ("2026-12", "9")}
    assert [row.notice_version for row in told.values()] == ["2026-12", ""]


def test_the_picture_of_a_card_is_enough_and_lies_among_the_cards_to_confirm() -> None:
    fair = stall.fair()
    phone, _key = stall.phone(stall.code(fair)[0])
    sent = stall.send(phone, "k1", at=clock.now(), picture=photograph(), rank="B")
    card = cards.card(sent.card_id or 0, user=cast.user())
    assert (card.activity_id, card.place, card.created_by_id) == (fair.id, "A-12", None)
    assert card.id in {each.id for each in cards.drafts(user=cast.user())}
    with pytest.raises(NotVisible):
        cards.card(card.id, user=cast.user(Role.MISSION_LEADER))
    lead = db.session.get_one(Lead, sent.lead_id)
    assert (lead.raw_name, lead.raw_organisation, lead.rank) == ("", "", "B")


def test_a_lead_without_a_name_may_be_changed_and_one_with_a_name_keeps_one() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    lead = db.session.get_one(Lead, stall.send(phone, "k1", at=clock.now(), picture=photograph()).lead_id)
    with writing():
        leads.change(lead, LeadInput(activity_id=lead.activity_id, rank="A"), by=cast.user())
        leads.change(lead, LeadInput(activity_id=lead.activity_id, raw_name="王伟"), by=cast.user())
        with pytest.raises(Refused):
            leads.change(lead, LeadInput(activity_id=lead.activity_id), by=cast.user())


def test_a_picture_that_is_none_is_refused_and_the_phone_keeps_the_lead() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    with pytest.raises(Refused):
        stall.send(phone, "k1", at=clock.now(), picture=b"no picture", raw_name="王伟", rank="A")
    db.session.rollback()
    assert (number(Lead), number(BoothCapture), number(BusinessCard)) == (0, 0, 0)
    assert stall.send(phone, "k1", at=clock.now(), picture=photograph(), raw_name="王伟").card_id is not None


def test_what_says_nothing_is_refused() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    with pytest.raises(Refused):
        stall.send(phone, "k1", at=clock.now(), rank="A")
    db.session.rollback()
    assert number(Lead) == 0


def test_the_same_visitor_is_added_to_the_earlier_lead_and_nothing_is_written_over() -> None:
    fair = stall.fair()
    row = stall.code(fair)[0]
    first, second = stall.phone(row, "金")[0], stall.phone(row, "小林")[0]
    at = clock.now() - timedelta(hours=2)
    lead_id = stall.send(
        first, "k1", at=at, raw_name="王伟", raw_contact="139 4433 5566", rank="A", note="要样品"
    ).lead_id
    again = stall.send(
        second, "k2", at=at + timedelta(hours=1), raw_name="Wang Wei", raw_contact="+86 13944335566", rank="C",
        note="price?", picture=photograph(), may_store=True,
    )  # fmt: skip
    assert (again.state, again.lead_id) == (rules.APPENDED, lead_id)
    lead = db.session.get_one(Lead, lead_id)
    assert (lead.raw_name, lead.rank, lead.captured_at) == ("王伟", "A", at)
    there = clock.local(at + timedelta(hours=1), stall.THERE)
    assert lead.inquiry == f"要样品\n\n{there:%Y-%m-%d %H:%M} 小林\nprice?"
    assert lead.may_contact
    assert [each.told["rank"] for each in queries.of_lead(lead.id)] == ["A", "C"]
    assert number(BusinessCard) == 1
    told = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.record_type == "leads")).all()
    assert rules.SENT.code in told


def test_two_colleagues_behind_one_number_are_two_leads_each_with_their_own_consent() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    firm: dict[str, Any] = {"raw_organisation": "大洋商贸", "raw_contact": "0433-251-1234"}
    first = stall.send(phone, "k1", at=clock.now(), raw_name="王伟", **firm)
    second = stall.send(phone, "k2", at=clock.now(), raw_name="李强", may_store=True, **firm)
    unnamed = stall.send(phone, "k3", at=clock.now(), may_store=True, **firm)
    found = db.session.execute(select(Lead.raw_name, Lead.may_contact).order_by(Lead.id)).all()
    assert [tuple(row) for row in found] == [("王伟", False), ("李强", True), ("", True)]
    assert len({each.lead_id for each in (first, second, unnamed)}) == 3


def test_what_the_lead_does_not_say_yet_is_filled_in_by_the_second_time() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    own: dict[str, Any] = {"raw_contact": "139 4433 5566"}
    stall.send(phone, "k1", at=clock.now(), category="knitwear", **own)
    again = stall.send(
        phone, "k2", at=clock.now(), raw_name="王伟", raw_organisation="大洋商贸", rank="A", visitor_type="importer",
        category="food", channel="own_store", language="zh-Hans", interest="毛衣", promised=["sample"], wish="見本",
        **own,
    )  # fmt: skip
    assert again.state == rules.APPENDED
    [lead] = db.session.scalars(select(Lead))
    assert (lead.raw_name, lead.raw_organisation, lead.rank, lead.visitor_type) == ("王伟", "大洋商贸", "A", "importer")
    assert (lead.channel, lead.language, lead.interest, lead.next_action) == ("own_store", "zh-Hans", "毛衣", "見本")
    assert lead.category == "knitwear"


def test_the_category_of_the_products_tapped_is_that_of_the_lead() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    sweater = product(maker, names={"ja": "セーター"}).id
    knife = product(maker, names={"ja": "包丁"}, category="metalware").id
    cases = [([sweater], "", "knitwear"), ([sweater, knife], "", ""), ([sweater], "food", "food"), ([], "", "")]
    for number, (tapped, category, found) in enumerate(cases):
        own: dict[str, Any] = {"raw_contact": f"139 4433 550{number}", "product_ids": tapped, "category": category}
        sent = stall.send(phone, f"k{number}", at=clock.now(), **own)
        assert db.session.get_one(Lead, sent.lead_id).category == found


def test_whom_the_office_matched_is_the_visitor_whose_name_counts() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    own: dict[str, Any] = {"raw_contact": "139 4433 5566"}
    first = stall.send(phone, "k1", at=clock.now(), **own)
    with writing():
        leads.match(db.session.get_one(Lead, first.lead_id), person_id=book.person("王伟").id, by=cast.user())
        db.session.commit()
    other = stall.send(phone, "k2", at=clock.now(), raw_name="李强", may_store=True, **own)
    again = stall.send(phone, "k3", at=clock.now(), raw_name="Wang Wei", rank="A", **own)
    assert (other.state, again.lead_id) == (rules.TAKEN_AT_ONCE, first.lead_id)
    lead = db.session.get_one(Lead, first.lead_id)
    assert (lead.raw_name, lead.rank, lead.may_contact) == ("", "A", False)


@pytest.mark.parametrize("ended", ["answered", "disqualified"])
def test_whoever_comes_back_after_an_answer_is_a_new_lead_that_waits_for_its_own(ended: str) -> None:
    fair = stall.fair()
    phone, _key = stall.phone(stall.code(fair)[0])
    visitor: dict[str, Any] = {"raw_name": "王伟", "raw_contact": "139 4433 5566", "may_store": True}
    first = stall.send(phone, "k1", at=clock.now() - timedelta(hours=2), **visitor)
    with writing():
        lead = db.session.get_one(Lead, first.lead_id)
        if ended == "answered":
            leads.follow_up(lead, by=cast.user())
        else:
            leads.disqualify(lead, reason="student", by=cast.user())
        db.session.commit()
    again = stall.send(phone, "k2", at=clock.now(), rank="A", promised=["price_list"], wish="価格表", **visitor)
    assert again.state == rules.TAKEN_AT_ONCE
    [waits] = leads_queries.unanswered(fair.id, user=cast.user(), most=5)
    assert (waits.id, waits.rank, waits.next_action) == (again.lead_id, "A", "価格表")
    assert stall.send(phone, "k3", at=clock.now(), note="again", **visitor).lead_id == waits.id


def test_only_leads_that_may_be_of_the_visitor_are_read_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    for count in range(8):
        stall.send(phone, f"n{count}", at=clock.now(), raw_name="李强", raw_contact=f"139 4433 00{count}1")
    first = stall.send(phone, "k1", at=clock.now(), raw_name="王伟", raw_contact="139 4433 5566")
    read, whole = list[str](), Visitor.of

    def of(*told: str) -> Visitor:
        read.append(told[2])
        return whole(*told)

    monkeypatch.setattr(Visitor, "of", of)
    assert stall.send(phone, "k2", at=clock.now(), raw_name="王伟", raw_contact="13944335566").lead_id == first.lead_id
    assert read == ["13944335566", "139 4433 5566"]


def test_of_the_leads_of_one_firm_those_of_another_name_are_not_read_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    firm = "延边贸易有限公司"
    for count, name in enumerate(("李强", "金成浩", "朴民秀", "王芳")):
        stall.send(
            phone, f"n{count}", at=clock.now(), raw_name=name, raw_organisation=firm, raw_contact=f"139443300{count}1"
        )
    first = stall.send(phone, "k1", at=clock.now(), raw_name="王伟", raw_organisation=firm, raw_contact="13944335566")
    read, whole = list[str](), Visitor.of

    def of(*told: str) -> Visitor:
        read.append(told[0])
        return whole(*told)

    monkeypatch.setattr(Visitor, "of", of)
    assert stall.send(phone, "k2", at=clock.now(), raw_name="王伟", raw_organisation=firm).lead_id == first.lead_id
    assert read == ["王伟", "王伟"]


def test_the_same_visitor_at_another_fair_is_another_lead() -> None:
    for key in ("k1", "k2"):
        phone, _key = stall.phone(stall.code(stall.fair())[0])
        stall.send(phone, key, at=clock.now(), raw_name="王伟", raw_contact="139 4433 5566")
    assert number(Lead) == 2


def test_two_visitors_of_one_name_without_a_firm_are_two_leads() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    for key in ("k1", "k2"):
        stall.send(phone, key, at=clock.now(), raw_name="王伟")
    assert number(Lead) == 2


def test_what_was_captured_after_the_code_was_revoked_waits_and_what_was_before_is_taken() -> None:
    row, _shown = stall.code(stall.fair())
    phone, _key = stall.phone(row)
    before = clock.now()
    with writing():
        services.revoke(db.session.merge(row), by=cast.user())
        db.session.commit()
    taken = stall.send(phone, "k1", at=before, raw_name="王伟")
    late = stall.send(phone, "k2", at=clock.now(), raw_name="金成浩")
    assert (taken.state, late.state, late.cause) == (rules.TAKEN_AT_ONCE, rules.WAITING, rules.AFTERWARDS)
    assert late.lead_id is None


def test_what_waited_is_taken_at_its_own_moment_or_refused_with_a_reason() -> None:
    today = clock.today(stall.THERE)
    fair = stall.fair(start_on=today, end_on=today)
    phone, _key = stall.phone(stall.code(fair)[0])
    early = clock.now() - timedelta(days=2)
    first = stall.send(phone, "k1", at=early, raw_name="王伟").id
    second = stall.send(phone, "k2", at=None, picture=photograph()).id
    assert [each.id for each in queries.waiting(fair.id)] == [first, second]
    with writing():
        services.take(queries.one(first, user=cast.user()), by=cast.user())
        with pytest.raises(Refused):
            services.refuse(queries.one(second, user=cast.user()), reason=" ", by=cast.user())
        services.refuse(queries.one(second, user=cast.user()), reason="clock", by=cast.user())
        db.session.commit()
    [lead] = db.session.scalars(select(Lead))
    assert (lead.raw_name, lead.captured_at) == ("王伟", early)
    gone = queries.one(second, user=cast.user())
    assert (gone.state, gone.refusal, gone.lead_id) == (rules.REFUSED_ONE, "clock", None)
    assert gone.card is not None
    assert gone.card.archived_at is not None
    assert queries.waiting(fair.id) == []
    with writing(), pytest.raises(Refused):
        services.take(gone, by=cast.user())


def test_a_refusal_is_taken_back_with_its_card() -> None:
    fair = stall.fair()
    phone, _key = stall.phone(stall.code(fair)[0])
    id = stall.send(phone, "k1", at=None, picture=photograph()).id
    with writing():
        with pytest.raises(Refused):
            services.reconsider(queries.one(id, user=cast.user()), by=cast.user())
        services.refuse(queries.one(id, user=cast.user()), reason="clock", by=cast.user())
        db.session.commit()
        assert [each.refusal for each in queries.refused(fair.id)] == ["clock"]
        services.reconsider(queries.one(id, user=cast.user()), by=cast.user())
        db.session.commit()
        [waits] = queries.waiting(fair.id)
        assert (waits.id, waits.refusal) == (id, "")
        assert waits.card is not None
        assert waits.card.archived_at is None
        services.take(waits, by=cast.user())
        db.session.commit()
    assert (queries.refused(fair.id), number(Lead)) == ([], 1)
