"""What happens to agreements, and what their signing does to negotiations (INV-N3, INV-G1 to G5)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.agreements import queries, rules, services
from crm.agreements.commands import turn_at_night
from crm.agreements.kind import AGREEMENT
from crm.agreements.models import Signatory
from crm.agreements.services import ObligationInput, PartyTerms, Signer, VersionText
from crm.audit import services as audit
from crm.audit.services import action
from crm.contacts.models import Affiliation
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.folding import search_key
from crm.core.permissions import Role
from crm.insights.queries import population
from crm.jobs.models import Job
from crm.jobs.registry import Context
from crm.negotiations import queries as negotiations
from crm.negotiations import services as cases
from crm.places.models import Place
from crm.tasks import queries as tasks
from tests.agreements.deals import drafted, on, refused, signed, stage_of, terms
from tests.cast import SET_UP, left, user
from tests.meetings.scene import add_place, mission, organisation
from tests.negotiations.cases import days, lose, opened, scene

pytestmark = pytest.mark.usefixtures("session")


# ---- drafting


def test_a_draft_keeps_parties_signatories_and_versions() -> None:
    at = scene()
    agreement = queries.one(drafted(at).id, user=user())
    assert (agreement.agreement_class, agreement.status) == ("commercial", "draft")
    assert [(p.side, p.organisation_id) for p in agreement.parties] == [
        ("甲", at.association),
        ("乙", at.commerce_bureau),
    ]
    assert [s.name_snapshot for p in agreement.parties for s in p.signatories] == ["田邉 俊夫", "李明淑"]
    assert [s.title_snapshot for p in agreement.parties for s in p.signatories] == ["事務局長", "科长"]
    assert [(v.language, v.prevailing) for v in agreement.versions] == [("ja", True), ("zh-Hans", False)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("type", "handshake"), ("exclusivity", "somewhat"), ("currency", "XAU"),
        ("value_period", "daily"), ("value", Decimal(-1)), ("initiative_id", 9999), ("activity_id", 9999),
        ("negotiation_ids", [9999]), ("versions", [VersionText("ja"), VersionText("ko")]), ("expires_on", days(-800)),
        ("obligations", [ObligationInput(" ")]),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_beside_its_field(field: str, value: Any) -> None:
    changes = {field: value, "effective_on": days(0)}
    refused(field, services.draft, terms(scene(), **changes), by=user())


def test_signed_is_no_state_that_can_be_typed() -> None:
    refused("state", services.draft, terms(scene(), status="signed"), by=user())


def test_parties_and_signers_fit_together() -> None:
    at = scene()
    ours, theirs = PartyTerms(at.association, "甲"), PartyTerms(at.commerce_bureau, "乙")
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("parties", {"parties": [ours, PartyTerms(at.commerce_bureau, "甲")]}),
        ("parties", {"parties": [ours, PartyTerms(at.association, "乙")]}),
        ("parties", {"parties": [ours, PartyTerms(None, "乙")]}),
        ("parties", {"parties": [ours, PartyTerms(9999, "乙")]}),
        ("parties", {"parties": [ours, PartyTerms(at.commerce_bureau, "戊")]}),
        ("signers", {"signers": [Signer("丙", at.li)]}),
        ("signers", {"signers": [Signer("甲", None, title="会長")]}),
        ("signers", {"signers": [Signer("甲", 9999)]}),
        ("signers", {"signers": [Signer("甲", at.li), Signer("甲", at.li)]}),
        ("signers", {"signers": [Signer("甲", at.li, seal="wax")]}),
        ("obligations", {"obligations": [ObligationInput("出荷", organisation_id=9999)]}),
    ]
    for field, changes in wrong:
        refused(field, services.draft, terms(at, parties=changes.pop("parties", [ours, theirs]), **changes), by=user())


def test_a_lost_negotiation_cannot_be_named() -> None:
    at = scene()
    negotiation = opened(at)
    with writing():
        lose(negotiation)
        db.session.commit()
    refused("negotiation_ids", services.draft, terms(at, negotiation_ids=[negotiation.id]), by=user())


def test_who_stays_keeps_name_and_title_of_then() -> None:
    at = scene()
    agreement = drafted(at)
    with writing(), action(SET_UP, by=None):
        post = db.session.scalars(select(Affiliation).where(Affiliation.person_id == at.li)).one()
        post.title = "处长"
        db.session.flush()
        db.session.commit()
    with writing():
        row = queries.one(agreement.id, user=user())
        changed = terms(at, title="改訂", signers=[Signer("甲", at.tanabe), Signer("乙", at.li), Signer("乙", at.sun)])
        services.change(row, changed, by=user())
        db.session.commit()
    titles = {row.person_id: row.title_snapshot for row in db.session.scalars(select(Signatory))}
    assert (titles[at.li], titles[at.sun]) == ("科长", "主任科员")


def test_rows_that_are_taken_away_are_gone_and_versions_change_in_place() -> None:
    at = scene()
    agreement = drafted(at, obligations=[ObligationInput("見本の返却"), ObligationInput("年次報告", due_on=days(30))])
    keep = agreement.obligations[1].id
    with writing():
        row = queries.one(agreement.id, user=user())
        changed = terms(
            at,
            versions=[VersionText("zh-Hans", prevailing=True)],
            signers=[],
            obligations=[ObligationInput("年次報告（改）", due_on=days(40), id=keep)],
        )
        services.change(row, changed, by=user())
        db.session.commit()
    row = queries.one(agreement.id, user=user())
    assert [(v.language, v.prevailing) for v in row.versions] == [("zh-Hans", True)]
    assert [(o.id, o.text) for o in row.obligations] == [(keep, "年次報告（改）")]
    assert all(not party.signatories for party in row.parties)


# ---- signing


def test_a_signed_commercial_agreement_concludes_its_negotiation() -> None:
    at = scene()
    negotiation = opened(at, opened_days_ago=20)
    agreement = drafted(at, negotiation_ids=[negotiation.id], number="見商工第12号")
    with writing():
        services.sign(queries.one(agreement.id, user=user()), signed_on=days(-2), by=user())
        db.session.commit()
    assert stage_of(negotiation) == "signed"
    assert negotiations.reached([negotiation.id]) == {negotiation.id: 7}
    event = negotiations.path(negotiation.id).last
    assert event is not None
    assert event.reason == "見商工第12号"
    assert negotiation.stage_entered_at <= clock.now() - timedelta(days=1)
    late = opened(at, title="あとから入力した商談")
    with writing():
        services.sign(
            queries.one(drafted(at, negotiation_ids=[late.id]).id, user=user()), signed_on=days(-90), by=user()
        )
        db.session.commit()
    assert late.stage_entered_at.date() == days(-90)


def test_a_framework_never_concludes_anything() -> None:
    at = scene()
    negotiation = opened(at)
    signed(at, type="mou", negotiation_ids=[negotiation.id])
    assert stage_of(negotiation) == "lead"
    assert not queries.has_signed_agreement(negotiation.id)
    assert db.session.scalars(population.agreements()).all() == []


@pytest.mark.parametrize("changes", [{"signers": []}, {"signers": [Signer("甲", 3)]}, {"parties": [], "signers": []}])
def test_nobody_signs_for_a_party_without_signatory(changes: dict[str, Any]) -> None:
    at = scene()
    if changes["signers"]:
        changes = {"signers": [Signer("甲", at.tanabe)]}
    agreement = drafted(at, **changes)
    lacking = "signers_unknown" if agreement.parties else "signed_on"
    refused(lacking, on(services.sign, agreement), signed_on=days(0), by=user())


def test_a_signing_day_exists_and_is_not_to_come_and_fits_the_other_dates() -> None:
    at = scene()
    agreement = drafted(at, effective_on=days(-30), expires_on=days(-1))
    for day in (None, days(1), days(-10), days(0)):
        refused("signed_on", on(services.sign, agreement), signed_on=day, by=user())
    with writing():
        services.sign(queries.one(agreement.id, user=user()), signed_on=days(-31), by=user())
        db.session.commit()


def test_a_retroactive_agreement_takes_effect_before_it_is_signed() -> None:
    at = scene()
    assert signed(at, effective_on=days(-30), retroactive=True).status == "signed"


def test_nothing_is_signed_twice() -> None:
    at = scene()
    agreement = signed(at)
    refused(None, on(services.sign, agreement), signed_on=days(0), by=user())


def test_an_agreement_on_a_lost_negotiation_is_not_signed() -> None:
    at = scene()
    negotiation = opened(at)
    agreement = drafted(at, negotiation_ids=[negotiation.id])
    with writing():
        lose(negotiation)
        db.session.commit()
    refused("signed_on", on(services.sign, agreement), signed_on=days(0), by=user())


def test_an_agreement_on_an_archived_negotiation_is_not_signed() -> None:
    at = scene()
    negotiation = opened(at)
    agreement = drafted(at, negotiation_ids=[negotiation.id])
    with writing():
        cases.archive(negotiation, by=user())
        db.session.commit()
    refused("signed_on", on(services.sign, agreement), signed_on=days(0), by=user())
    assert stage_of(negotiation) == "lead"


def test_signing_fills_the_day_of_each_signatory() -> None:
    agreement = signed(scene(), days_ago=3)
    assert [s.signed_on for p in agreement.parties for s in p.signatories] == [days(-3), days(-3)]


# ---- reading


@pytest.mark.both
def test_overlapping_exclusive_rights_are_a_warning() -> None:
    at = scene()
    with writing():
        above = add_place("222400")
        with action(SET_UP, by=None):
            above.names[0].text, above.search_key = "延辺朝鮮族自治州", search_key("延辺朝鮮族自治州")
            here = db.session.get_one(Place, at.place)
            here.search_key = search_key("延吉市")
        db.session.flush()
        with action(SET_UP, by=None):
            here.parent_id = above.id
        db.session.commit()
    exclusive = signed(at, exclusivity="exclusive", territory="延辺", products="")
    same = signed(at, title="別の販売店契約", type="distributorship")
    signed(at, title="大連", territory="大連市")
    signed(at, title="覚書", type="mou")
    ended = signed(at, title="終了")
    with writing():
        services.move(ended, status="terminated", by=user())
        db.session.commit()
    assert services.overlapping_with(same, by=user()) == [exclusive], "延吉市 lies in 延辺"
    assert services.overlapping_with(exclusive, by=user()) == [same]


def test_a_task_tells_of_the_notice_and_follows_its_day(app: Flask) -> None:
    at = scene()
    agreement = signed(at, title="販売店契約", expires_on=days(130), auto_renewal=True, notice_days=60)
    signed(at, title="決まった期間", expires_on=days(130), notice_days=60)
    signed(at, title="遠い", expires_on=days(300), auto_renewal=True, notice_days=60)
    record = ("agreements", agreement.id)

    def night() -> list[tuple[str, date]]:
        with writing():
            told = turn_at_night(Job(), Context(lambda _percent, _text: None, lambda: False))
            assert callable(told)
            told()
            db.session.commit()
        return [(task.text, task.due_on) for task in tasks.of_record(*record, open_only=True)]

    first = night()
    last = f"{days(70).year}年{days(70).month}月{days(70).day}日（{'月火水木金土日'[days(70).weekday()]}）"
    assert first == [(f"「販売店契約」を更新するか終えるか決める（通知の期限：{last}）", days(40))]
    assert night() == first, "once"
    with writing():
        services.change(
            queries.one(agreement.id, user=user()),
            terms(at, title="販売店契約", expires_on=days(80), auto_renewal=True, notice_days=60),
            by=user(),
        )
        db.session.commit()
    assert [due for _, due in night()] == [days(0)]


def test_a_colleague_is_reminded_once_whoever_was_in_charge_has_left(app: Flask) -> None:
    at = scene()
    agreement = signed(at, title="販売店契約", expires_on=days(130), auto_renewal=True, notice_days=60)
    colleague = user(email="nam@example.jp").id
    left("kobayashi@example.jp", app)
    with writing():
        told = turn_at_night(Job(), Context(lambda _percent, _text: None, lambda: False))
        assert callable(told)
        told()
        db.session.commit()
    assert [task.owner_id for task in tasks.of_record("agreements", agreement.id, open_only=True)] == [colleague]


def test_what_overlaps_with_exclusive_rights_is_signed_for_a_reason_only() -> None:
    at = scene()
    signed(at, title="独占契約", exclusivity="exclusive")
    draft = queries.one(drafted(at, notes="控え").id, user=user())
    with writing(), pytest.raises(Refused) as refusal:
        services.sign(draft, signed_on=days(0), by=user())
    assert (refusal.value.field, draft.status) == ("all_the_same", "draft")
    with writing():
        services.sign(draft, signed_on=days(0), all_the_same="相手方の同意書あり", by=user())
        db.session.commit()
    assert draft.status == "signed"
    assert draft.notes.splitlines() == ["控え", f"{days(0)} / 独占契約", "相手方の同意書あり"]


@pytest.mark.both
def test_what_expires_within_ninety_days_is_listed_by_day() -> None:
    at = scene()
    signed(at, title="遠い", expires_on=days(200))
    second, first = signed(at, title="次", expires_on=days(80)), signed(at, title="すぐ", expires_on=days(10))
    drafted(at, title="草案", expires_on=days(10))
    noticed = signed(at, title="通知", expires_on=days(165), auto_renewal=True, notice_days=90)
    signed(at, title="通知まだ", expires_on=days(185), auto_renewal=True, notice_days=90)
    signed(at, title="決まった期間", expires_on=days(165), notice_days=90)
    assert queries.expiring(user=user(), today=days(0)) == [first, noticed, second]
    listed = queries.agreements(queries.AgreementFilter(expiring_on=days(0)), user=user()).rows
    assert {row.id for row in listed} == {first.id, noticed.id, second.id}


def test_a_mission_leader_sees_agreements_of_their_negotiations_and_activities() -> None:
    at = scene()
    leader = user(Role.MISSION_LEADER)
    with writing():
        other = mission(at.place, name="別の視察団")
        db.session.commit()
    theirs = opened(at, activity_id=at.mission)
    seen = [drafted(at, negotiation_ids=[theirs.id]), drafted(at, activity_id=at.mission)]
    seen.append(drafted(at, by=leader))
    unseen = [drafted(at), drafted(at, activity_id=other.id), drafted(at, negotiation_ids=[opened(at).id])]
    assert all(AGREEMENT.is_visible(row.id, leader) for row in seen)
    assert not any(AGREEMENT.is_visible(row.id, leader) for row in unseen)
    assert set(db.session.scalars(queries.visible_ids(leader))) == {row.id for row in seen}
    assert {row.id for row in queries.by_negotiation(theirs.id, user=leader)} == {seen[0].id}


def test_a_party_is_found_under_each_of_its_organisations() -> None:
    at = scene()
    with writing():
        stranger = organisation("大连友谊商城")
        db.session.commit()
    agreement = drafted(at)
    assert queries.of_organisation(at.commerce_bureau, user=user()) == [agreement]
    assert queries.of_organisation(stranger.id, user=user()) == []


def test_a_signed_agreement_stays_on_record_and_a_draft_can_be_archived() -> None:
    at = scene()
    refused(None, on(services.archive, signed(at)), by=user())
    draft = drafted(at)
    with writing():
        services.archive(draft, by=user())
        db.session.commit()
    assert not AGREEMENT.is_visible(draft.id, user())
    with writing():
        audit.restore(queries.one(draft.id, user=user(), archived=True), rules.RESTORED, by=user())
        db.session.commit()
    assert AGREEMENT.is_visible(draft.id, user())


def test_a_mission_leader_brings_back_only_what_is_theirs() -> None:
    at = scene()
    leader = user(Role.MISSION_LEADER)
    theirs, other = drafted(at, activity_id=at.mission), drafted(at)
    with writing():
        services.archive(theirs, by=user())
        services.archive(other, by=user())
        db.session.commit()
    assert queries.one(theirs.id, user=leader, archived=True) == theirs
    with pytest.raises(NotVisible):
        queries.one(other.id, user=leader, archived=True)
