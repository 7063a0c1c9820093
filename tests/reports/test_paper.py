"""A step decided on paper, chapters ticked as read, two forms, and what an interim report does not settle."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.core import clock, here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.core.texts import Text
from crm.files.services import SentFile
from crm.reports import queries, rules, services
from crm.reports.models import MissionReport
from tests import cast
from tests.documents import journey
from tests.reports import writing as reports

TODAY = date(2026, 11, 27)


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return journey.mission(visits=0)


def scan(folder: Path) -> SentFile:
    return SentFile("決裁.pdf", b"%PDF-1.7 stamped", folder)


def in_the_chair(report: MissionReport) -> MissionReport:
    """The same, with a chair who has no account and decides last."""
    with writing():
        row = queries.one(report.id, user=cast.user())
        services.name_chain(row, {"in_charge": cast.user(Role.COORDINATOR).id, "会頭": "三浦 廣巳"}, by=cast.user())
        services.submit(queries.one(report.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    return reports.decide(reports.fresh(report.id), Role.COORDINATOR)


def test_a_chair_without_an_account_decides_on_paper_and_that_freezes_the_report(
    mission: Activity, tmp_path: Path
) -> None:
    report = in_the_chair(reports.begun(mission))
    assert report.submitted_at is not None
    day = clock.local(report.submitted_at, here.zone()).date()
    with writing():
        row = queries.one(report.id, user=cast.user())
        wish = {"comment": "", "by": cast.user(), "freeze": lambda: {"kept": 1}, "approve": True}
        for lacks, field in (({"scan": None}, "scan"), ({"decided_on": date(2100, 1, 1)}, "decided_on")):
            with pytest.raises(Refused) as refusal:
                services.decide_on_paper(row, **{"decided_on": day, "scan": scan(tmp_path)} | wish | lacks)  # type: ignore[arg-type]  # of mixed values
            assert refusal.value.field == field
        services.decide_on_paper(row, decided_on=day, scan=scan(tmp_path), **wish)  # type: ignore[arg-type]  # of mixed values
        db.session.commit()
    done = reports.fresh(report.id)
    step = done.steps[-1]
    assert (done.status, done.frozen) == ("approved", {"kept": 1})
    assert (step.name, step.post, step.paper_on, step.entered_by_id) == ("三浦 廣巳", "会頭", day, cast.user().id)
    assert step.paper_file_id is not None
    assert done.events[-1].name_snapshot == cast.user().display_name


def test_what_is_lacking_refuses_to_submit_and_an_interim_approval_settles_nothing(mission: Activity) -> None:
    report = reports.begun(mission)
    with writing():
        row = queries.one(report.id, user=cast.user())
        with pytest.raises(Refused) as refusal:
            services.submit(row, lacking=[Text("Anything.")], by=cast.user())
    assert "Anything." in str(refusal.value)
    with writing():
        row = queries.one(report.id, user=cast.user())
        services.head(
            row, addressee="", reporter="", reported_on=TODAY, thousands=False, stage=rules.INTERIM, by=cast.user()
        )
        services.submit(row, lacking=(), by=cast.user())
        db.session.commit()
    for role in reports.CHAIN.values():
        reports.decide(reports.fresh(report.id), role)
    assert reports.fresh(report.id).status == "approved"
    assert not queries.has_approved(mission.id)


def test_the_next_edition_drafts_anew_what_nobody_wrote_and_keeps_what_somebody_did(mission: Activity) -> None:
    first = reports.begun(mission, purpose="目的", talks="商談なし")
    with writing():
        row = queries.one(first.id, user=cast.user())
        part = queries.section(row, "talks")
        services.write(part, text="人が書いた", public_text="", withheld=False, by=cast.user())
        db.session.commit()
    report = reports.fresh(first.id)
    with writing():
        services.submit(queries.one(report.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    for role in reports.CHAIN.values():
        reports.decide(reports.fresh(report.id), role)
    second = reports.begun(mission, purpose="新しい目的", talks="別の下書き")
    assert {row.part: row.text for row in second.sections if row.text} == {
        "purpose": "新しい目的", "talks": "人が書いた",
    }  # fmt: skip
    assert queries.drafted_texts(second.id) == {"purpose": "新しい目的", "talks": "商談なし"}


def test_the_long_report_goes_on_from_what_people_wrote_in_the_approved_short_one(mission: Activity) -> None:
    short = reports.begun(mission, form=rules.SHORT, impressions="下書きの所感", purpose="目的")
    with writing():
        part = queries.section(queries.one(short.id, user=cast.user()), "impressions")
        services.write(part, text="人が書いた所感", public_text="", withheld=False, by=cast.user())
        db.session.commit()
    with writing():
        services.submit(queries.one(short.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    for role in reports.CHAIN.values():
        reports.decide(reports.fresh(short.id), role)
    long = reports.begun(mission, impressions="新しい下書き", purpose="新しい目的")
    assert {row.part: row.text for row in long.sections if row.text} == {
        "purpose": "新しい目的", "impressions": "人が書いた所感",
    }  # fmt: skip
    assert long.edition == 1


def test_a_chapter_is_ticked_as_it_was_read_and_no_longer_once_it_is_drafted_again(mission: Activity) -> None:
    report = reports.begun(mission, purpose="目的")
    with writing():
        part = queries.section(queries.one(report.id, user=cast.user()), "purpose")
        with pytest.raises(Refused):
            services.tick_read(part, version=part.version + 1, by=cast.user())
        services.tick_read(part, version=part.version, by=cast.user())
        db.session.commit()
        assert part.read_at is not None
        services.write(part, text="別", public_text="", withheld=False, by=cast.user(), drafted=True)
        assert part.read_at is None


def test_the_short_report_has_chapters_and_a_number_of_its_own_beside_the_long_one(mission: Activity) -> None:
    long = reports.begun(mission)
    with writing():
        made = services.open_report(mission, language="ja", texts={}, form=rules.SHORT, by=cast.user())
        db.session.commit()
    short = reports.fresh(made.id)
    assert tuple(row.part for row in short.sections) == rules.SHORT_PARTS
    assert (long.edition, short.edition, long.number == short.number) == (1, 1, False)
    assert [rules.title_of(rules.SHORT, way, "trade_mission") for way in ("outbound", "inbound")] == [
        "Official trip report", "Report on the reception of a delegation",
    ]  # fmt: skip


def test_a_draft_in_a_further_language_is_of_the_day_of_the_one_whose_number_it_bears(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One number and edition told of 7 September in Japanese, and of other stages on 30 November in English."""
    first = reports.begun(mission)
    later = clock.now() + timedelta(days=40)
    monkeypatch.setattr("crm.core.clock.now", lambda: later)
    english, short = reports.begun(mission, language="en"), reports.begun(mission, language="en", form=rules.SHORT)
    assert english.reported_on == first.reported_on
    assert short.reported_on == here.today() != first.reported_on


def test_nobody_reports_on_a_trip_to_a_showroom() -> None:
    """復命書 stood above 「下記のとおり実施しましたので、報告します」."""
    assert [rules.title_of(form, "outbound", "showroom_operation") for form in (rules.FULL, rules.SHORT)] == [
        "Full report on an event", "Short report on an event",
    ]  # fmt: skip


def test_the_long_report_on_a_mission_that_inspected_nothing_is_called_by_its_kind() -> None:
    """視察報告書 stood on the report of an 経済ミッション."""
    kinds = ("inspection_mission", "trade_mission", "trade_fair")
    assert [rules.title_of(rules.FULL, "outbound", kind) for kind in kinds] == [
        "Mission report", "Full report on a trade mission", "Full report on an event",
    ]  # fmt: skip
