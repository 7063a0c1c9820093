"""The path of a report: written, submitted, returned, approved by the named chain, frozen, begun anew."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Forbidden, NotVisible, Refused
from crm.core.permissions import Role
from crm.office import queries as offices
from crm.office import services as office_services
from crm.reports import queries, rules, services
from crm.reports.models import MissionReport
from crm.sample.rules import LOADED
from tests import cast
from tests.missions import voyage
from tests.reports import writing as reports

TODAY = date(2026, 12, 20)


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return voyage.mission(document_number="見商国第26-118号")


def write(report: MissionReport, part: str, text: str) -> None:
    with writing():
        section = queries.section(queries.one(report.id, user=cast.user()), part)
        services.write(section, text=text, public_text="", withheld=False, by=cast.user())
        db.session.commit()


def test_a_report_is_approved_by_one_after_the_other_and_the_last_one_freezes_it(mission: Activity) -> None:
    report = reports.submitted(mission, purpose="販路を広げる")
    assert report.number == "見商国第26-118号-R-JA-1"
    assert not queries.has_approved(mission.id)
    assert [row.id for row in queries.waiting_for(cast.user())] == [report.id]
    assert queries.waiting_for(cast.user(Role.MANAGEMENT)) == []
    report = reports.decide(report, Role.COORDINATOR, never="kept")
    assert (report.status, report.frozen) == ("submitted", None)
    assert [row.id for row in queries.waiting_for(cast.user(Role.MANAGEMENT))] == [report.id]
    report = reports.decide(report, Role.MANAGEMENT, text="全文")
    assert (report.status, report.frozen) == ("approved", {"text": "全文"})
    assert report.digest == rules.digest_of({"text": "全文"})
    assert queries.has_approved(mission.id)
    assert [(step.post, step.name_snapshot) for step in report.steps] == [
        ("in_charge", "小林 里美"),
        ("chair", "酒井 正"),
    ]
    assert [event.kind for event in report.events] == ["submitted", "approved", "approved"]


def test_nobody_decides_out_of_turn_or_returns_without_a_word(mission: Activity) -> None:
    report = reports.submitted(mission)
    with pytest.raises(Forbidden):
        reports.decide(report, Role.MANAGEMENT)
    with pytest.raises(Refused) as refusal:
        reports.decide(report, Role.COORDINATOR, approve=False)
    assert refusal.value.field == "comment"


def test_a_returned_report_is_written_on_and_decided_again_from_the_first(mission: Activity) -> None:
    report = reports.submitted(mission)
    with pytest.raises(Refused):
        write(report, "purpose", "提出後の変更")
    reports.decide(report, Role.COORDINATOR)
    returned = reports.decide(report, Role.MANAGEMENT, approve=False, comment="収支を加えること")
    assert (returned.status, returned.events[-1].comment) == ("returned", "収支を加えること")
    write(returned, "costs", "別紙のとおり")
    with writing():
        services.submit(queries.one(report.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    again = reports.fresh(report.id)
    turn = queries.turn(again)
    assert turn is not None
    assert turn.post == "in_charge"


def test_a_report_is_owed_until_it_is_handed_in_and_again_once_it_is_returned(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 30, tzinfo=UTC))
    with writing():
        with action(LOADED, by=None):
            mission.status = "reporting"
        db.session.commit()

    def owed() -> list[int]:
        return [each.activity.id for each in queries.owed(user=cast.user())]

    report = reports.begun(mission)
    assert owed() == [mission.id]
    with writing():
        services.submit(queries.one(report.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    assert owed() == []
    reports.decide(reports.fresh(report.id), Role.COORDINATOR, approve=False, comment="収支を加えること")
    assert owed() == [mission.id]


def test_what_a_part_said_before_is_kept(mission: Activity) -> None:
    report = reports.begun(mission, purpose="下書き")
    write(report, "purpose", "一稿")
    write(report, "purpose", "二稿")
    section = queries.section(report, "purpose")
    assert [(row.text, row.author_id) for row in section.texts] == [
        ("下書き", None),
        ("一稿", cast.user().id),
        ("二稿", cast.user().id),
    ]
    assert not section.drafted


def test_a_report_without_approvers_is_not_submitted(mission: Activity) -> None:
    report = reports.begun(mission)
    with writing():
        row = queries.one(report.id, user=cast.user())
        services.name_chain(row, {}, by=cast.user())
        with pytest.raises(Refused):
            services.submit(row, lacking=(), by=cast.user())


def test_an_approver_must_see_the_mission(mission: Activity) -> None:
    report = reports.begun(mission)
    with writing():
        row, stranger = queries.one(report.id, user=cast.user()), cast.user(Role.MISSION_LEADER)
        with pytest.raises(Refused) as refusal:
            services.name_chain(row, {"director": stranger.id}, by=cast.user())
    assert refusal.value.field == "director"
    with pytest.raises(NotVisible):
        queries.one(report.id, user=stranger)


def test_a_new_edition_takes_the_texts_of_the_approved_one_and_leaves_it_as_it_was(mission: Activity) -> None:
    first = reports.approved(mission, text="全文")
    with writing():
        second = services.open_report(mission, language="ja", texts={"purpose": "新しい下書き"}, by=cast.user())
        db.session.commit()
        number = second.number
    assert number == "見商国第26-118号-R-JA-2"
    assert reports.fresh(first.id).frozen == {"text": "全文"}
    assert queries.has_approved(mission.id)
    with writing(), pytest.raises(Refused):
        services.open_report(mission, language="ja", texts={}, by=cast.user())


def test_a_new_edition_goes_from_and_to_whom_it_is_said_to_go(mission: Activity) -> None:
    first = reports.approved(mission)
    with writing(), action(rules.HEADED, by=None):
        first.addressee, first.reporter = "会長 様", "事務局 田邉"
        db.session.commit()
    for said, kept in ((None, ("会長 様", "事務局 田邉")), ("", ("", ""))):
        with writing():
            made = services.open_report(mission, language="ja", texts={}, addressee=said, reporter=said, by=cast.user())
            assert (made.addressee, made.reporter) == kept
            db.session.rollback()


def test_a_submitted_report_can_be_taken_back(mission: Activity) -> None:
    report = reports.submitted(mission)
    with writing():
        services.take_back(queries.one(report.id, user=cast.user()), by=cast.user())
        db.session.commit()
    assert reports.fresh(report.id).status == "draft"
    write(report, "purpose", "書き直し")


def test_who_reports_or_hands_it_in_approves_nothing_of_it(mission: Activity) -> None:
    report, colleague = reports.begun(mission), cast.user(Role.MANAGEMENT)
    own = {"課長": cast.user().id}
    with writing():
        row = reports.fresh(report.id)
        services.head(row, addressee="", reporter="国際課 小林里美", reported_on=TODAY, thousands=False, by=cast.user())
        for chain in (own, {"課長": "小林　里美"}):
            with pytest.raises(Refused) as refusal:
                services.name_chain(row, chain, by=cast.user())
            assert refusal.value.field == "課長"
        services.name_chain(row, {"in_charge": cast.user().id}, by=cast.user())
        with pytest.raises(Refused):
            services.submit(row, lacking=(), by=cast.user())  # who drafted it stands there, and nobody approves
        services.name_chain(row, {"in_charge": cast.user().id, "課長": colleague.id}, by=cast.user())
        with pytest.raises(Refused):
            services.submit(row, lacking=(), by=colleague)
        services.submit(row, lacking=(), by=cast.user())


def test_who_became_the_reporter_later_approves_nothing_either(mission: Activity) -> None:
    report = reports.begun(mission)
    with writing():
        row = reports.fresh(report.id)
        services.head(row, addressee="", reporter="会長 酒井 正", reported_on=TODAY, thousands=False, by=cast.user())
        with pytest.raises(Refused) as refusal:
            services.submit(row, lacking=(), by=cast.user())
    assert "酒井 正" in str(refusal.value)


def test_what_the_night_drafts_takes_a_number_of_the_register_only_when_it_is_handed_in(mission: Activity) -> None:
    """Of a mission that still ran a draft that nobody asked for took the next number of the office."""
    with writing():
        row = offices.record()
        assert row is not None
        office_services.change(row, replace(offices.current(), number_form="〇商国第{yy}-{number}号"), by=None)
        made = services.open_report(mission, language="ja", texts={}, form=rules.SHORT, by=None)
        db.session.commit()
    made = reports.fresh(made.id)
    day = made.reported_on
    assert (made.is_numbered, offices.next_number(day)) == (False, f"〇商国第{day.year % 100}-001号")
    with writing():
        row_of = queries.one(made.id, user=cast.user())
        services.name_chain(row_of, {"chair": cast.user(Role.MANAGEMENT).id}, by=cast.user())
        db.session.flush()
        db.session.expire_all()
        services.submit(queries.one(made.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    assert reports.fresh(made.id).number == f"〇商国第{day.year % 100}-001号"
