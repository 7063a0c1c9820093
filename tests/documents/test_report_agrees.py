"""The papers on one mission say the same of it: where it was, who sat there, what was left out, what is provisional."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities import queries as activities
from crm.activities.contents import subsidy_report
from crm.activities.models import Activity, ActivityApproval, CostLine, Participant
from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core import clock
from crm.core.database import db, writing
from crm.documents import contents, queries, rules
from crm.documents.contents import Imprint, Report
from crm.documents.contents.brought import brought
from crm.documents.contents.drafts import run_on
from crm.insights.queries import population
from crm.meetings.models import Attendee, Meeting
from crm.negotiations.models import Negotiation
from crm.reports.models import MissionReport
from crm.tasks.models import Task
from tests import cast
from tests.contacts import book
from tests.documents.test_report_records import short_of
from tests.documents.written import back_home, begun, content, html
from tests.insights import fairs
from tests.missions import voyage

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def talk_of(mission: Activity) -> Meeting:
    return db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()


def test_every_report_names_the_places_of_the_talks_and_of_what_the_delegation_was_driven_to(mission: Activity) -> None:
    held = talk_of(mission)
    outside = held.starts_at + timedelta(days=90)
    codes = (voyage.TUMEN, "110000", "15000", "220000", "222400")
    talked, later, online, driven, off = (book.place(code).id for code in codes)
    meetings = (
        (talked, "in_person", held.starts_at),
        (later, "in_person", outside),
        (online, "online", held.starts_at),
    )
    for place, mode, at in meetings:
        fairs.keep(
            Meeting(
                organisation_id=held.organisation_id, activity_id=mission.id, place_id=place, mode=mode,
                status="held", starts_at=at, timezone=held.timezone, kind=held.kind,
            )
        )  # fmt: skip
    for place, ride in ((driven, "貸切バス"), (off, "")):
        voyage.item(voyage.fresh(mission), kind="free", day=mission.start_on, place_id=place, transport=ride)
    told = content(begun(voyage.fresh(mission)))
    assert isinstance(told, Report)
    subsidised = {place.id for place in subsidy_report(voyage.fresh(mission), "own", "ja").places}
    assert subsidised == {place.id for place in told.places}
    assert {talked, driven} <= subsidised
    assert not {later, online, off} & subsidised
    planned = activities.plan(activities.kept(mission.id))
    assert driven in {place.id for place in planned.others}


def test_a_case_that_left_the_figures_with_its_activity_leaves_the_reports_of_others(mission: Activity) -> None:
    """Reports asked the case alone, figures also the activity that it belongs to."""
    taken = fairs.activity(mission.place, name="取り違えた視察団", not_counted="二重に記録した")
    ours, theirs = (book.organisation(name, "ja", country="JP").id for name in ("今町繊維", "相手商店"))
    firm, other = db.session.get_one(Organisation, ours), db.session.get_one(Organisation, theirs)
    case = fairs.case(
        "lead signed", ours=firm, theirs=other, leads=[fairs.lead(taken), fairs.lead(mission, on=mission.start_on)],
        title="取り違えた案件", on=mission.start_on,
    )  # fmt: skip
    fairs.agreement(case, mission.end_on)
    own = queries.moves_of(taken.id, **span())
    assert [move.negotiation.id for move in own] == [case.id], "its own report still tells it"
    assert [row.id for row in own[0].signed] == [row.id for row in queries.agreements_of(taken.id, as_of=AFTER)] != []
    assert case.id not in {move.negotiation.id for move in queries.moves_of(mission.id, **span())}
    assert queries.agreements_of(mission.id, as_of=AFTER) == []
    assert case.id not in set(db.session.scalars(population.cases().with_only_columns(Negotiation.id)))


def test_what_was_put_away_counts_in_a_report_as_in_the_figures(mission: Activity) -> None:
    """Of an archived talk a report told nothing, while the costs of the activity went by it (domain.md §3)."""
    held = talk_of(mission)
    ids = book.organisation("今町繊維", "ja", country="JP").id, held.organisation_id
    ours, theirs = (db.session.get_one(Organisation, id) for id in ids)
    case = fairs.case("lead", ours=ours, theirs=theirs, title="案件", on=mission.start_on, activity_id=mission.id)
    before = told_of(mission)
    assert before == (1, 1, ["Business talks: 1"], [case.id])
    with writing(), action(CHANGED, by=None):
        for row in (db.session.get_one(Meeting, held.id), db.session.get_one(Negotiation, case.id)):
            row.archived_at = clock.now()
        db.session.commit()
    assert told_of(mission) == before


def told_of(mission: Activity) -> tuple[int, int, list[str], list[int]]:
    """(talks told, talks counted, talks in the report to who subsidised it, negotiations) of a mission."""
    db.session.expire_all()
    found = contents.report(rules.wish(mission.id, kind=rules.REPORT, language="ja"), user=cast.user())
    told = next(row.actual for row in found.results if row.label == "Business talks")
    subsidised = [line for line in brought(voyage.fresh(mission), "ja", AFTER) if line.startswith("Business talks")]
    return len(found.talks), told, subsidised, [move.negotiation.id for move in found.moves]


AFTER = date(2026, 12, 31)


def span() -> dict[str, Any]:
    """The moments between which a report asks for moves."""
    began, until = (datetime.combine(day, time(), UTC) for day in (date(2025, 1, 1), AFTER))
    return {"began": began, "until": until, "known_on": AFTER, "user": cast.user()}


def test_who_sat_in_the_talks_is_named_where_nobody_kept_a_list(mission: Activity) -> None:
    firm = book.organisation("燕製作所", "ja", country="JP")
    person = book.person("安角 恵", "ja", at=firm, title="部長")
    seat = Attendee(meeting_id=talk_of(mission).id, person_id=person.id, side="ours", organisation_id=firm.id)
    seat.name_snapshot, seat.title_snapshot = "安角 恵", "部長"
    fairs.keep(seat)
    with writing(), action(CHANGED, by=None):
        for row in db.session.scalars(select(Participant)):
            db.session.delete(row)
        db.session.commit()
    whole, short = begun(voyage.fresh(mission)), short_of(voyage.fresh(mission))
    for report in (whole, short):
        page = html(report)
        assert "参加者の記録はない。" not in page
        listed = page.split("商談に出席した当方の者は次のとおり。")[1].split("</table>")[0]
        assert all(text in listed for text in ("安角 恵", "部長", "燕製作所"))
    assert "安角" not in html(whole, "public")


def test_what_the_office_does_for_itself_is_said_to_be_left_out_where_no_other_step_is_open(mission: Activity) -> None:
    with writing(), action(CHANGED, by=None):
        for row in db.session.scalars(select(Task)):
            db.session.delete(row)
        db.session.commit()
    step = {"record_type": "activities", "record_id": mission.id, "activity_id": mission.id, "due_on": mission.end_on}
    fairs.keep(Task(text="見積を送る", status="done", done_on=mission.end_on, **step))
    said = "事務局内部の作業を除く。"
    assert said not in html(short_of(voyage.fresh(mission)))
    fairs.keep(Task(text="精算書を回す", internal=True, **step))
    for report in (kept_short(), begun(voyage.fresh(mission))):
        page = html(report)
        assert page.count(said) == 1
        assert "精算書を回す" not in page


def kept_short() -> MissionReport:
    return db.session.scalars(select(MissionReport).where(MissionReport.form == "short")).one()


def test_who_interpreted_stands_at_the_talk_in_the_short_report(mission: Activity) -> None:
    interpreter = book.person("全英爱")
    with writing(), action(CHANGED, by=None):
        db.session.get_one(Meeting, talk_of(mission).id).interpreter_id = interpreter.id
        db.session.commit()
    db.session.expire_all()
    drafted = contents.drafted(mission.id, "ja", user=cast.user())["talks"]
    [line] = [line for line in drafted.splitlines() if "通訳：" in line]
    assert "全英爱" in line


def test_a_night_that_is_over_was_spent(mission: Activity) -> None:
    voyage.item(voyage.fresh(mission), kind="hotel", title="延吉の宿", day=mission.start_on, status="done")
    for report in (short_of(voyage.fresh(mission)), begun(voyage.fresh(mission))):
        page = html(report)
        row = page.split("延吉の宿")[1].split("</tr>")[0]
        assert "宿泊済" in row
        assert "「—」は" not in page


def test_a_request_that_was_returned_asks_on_the_paper_of_the_next_round_too() -> None:
    def round(request: str, decision: str) -> ActivityApproval:
        return ActivityApproval(request=request, decision=decision, asked_at=clock.now())

    first, second = round("派遣してよろしいか伺います。", "returned"), round("改めて伺います。", "approved")
    first.id, second.id = 1, 2
    assert activities.requests([second, first], second) == ["派遣してよろしいか伺います。", "改めて伺います。"]
    assert activities.requests([second, first], first) == ["派遣してよろしいか伺います。"]
    assert activities.requests([second, first], None) == []


def test_what_one_talk_cost_is_provisional_while_the_cost_book_is_open(mission: Activity) -> None:
    fairs.keep(
        CostLine(
            activity_id=mission.id, funding_source="own", category="hotel", paid_on=date(2026, 12, 12), currency="JPY",
            amount=Decimal(900), book_amount=Decimal(900),
        )
    )  # fmt: skip
    reports = (short_of(voyage.fresh(mission)), begun(voyage.fresh(mission)))
    for report in reports:
        assert "暫定" in html(report).split("商談1件あたりの費用")[1].split("</td>")[0]
    with writing(), action(CHANGED, by=None):
        db.session.get_one(Activity, mission.id).costs_state = "complete"
        db.session.commit()
    for report in reports:
        assert "暫定" not in html(report).split("商談1件あたりの費用")[1].split("</td>")[0]


def test_income_and_expenses_of_the_report_on_a_subsidy_cover_the_same(mission: Activity) -> None:
    for source, category, sum in (("own", "hotel", 900), ("prefecture_subsidy", "hotel", 500), ("own", "meals", 70)):
        fairs.keep(
            CostLine(
                activity_id=mission.id, funding_source=source, category=category, paid_on=date(2026, 12, 12),
                currency="JPY", amount=Decimal(sum), book_amount=Decimal(sum),
            )
        )  # fmt: skip
    told = subsidy_report(voyage.fresh(mission), "prefecture_subsidy", "ja")
    spent = {row.whole.code: (row.whole.actual, row.own.actual) for row in told.expenses}
    assert spent == {"hotel": (Decimal(1400), Decimal(500)), "meals": (Decimal(70), Decimal(0))}
    total = told.expenses_total
    assert (total.whole.actual, total.own.actual) == (Decimal(1470), Decimal(500))
    assert total.whole.actual == told.income_total.borne.actual


def test_days_of_a_report_over_two_years_have_their_year(mission: Activity) -> None:
    assert "12月11日" in html(begun(mission)).split('id="talk-1"')[1].split("</table>")[0]
    drafted = contents.drafted(mission.id, "ja", user=cast.user())["talks"]
    assert drafted.startswith("(1) 12月11日")
    with writing(), action(CHANGED, by=None):
        db.session.get_one(Activity, mission.id).start_on = date(2025, 12, 1)
        db.session.commit()
    drafted = contents.drafted(mission.id, "ja", user=cast.user())["talks"]
    assert drafted.startswith("(1) 令和8年12月11日")
    wish = rules.wish(mission.id, kind=rules.REPORT, language="ja")
    page = contents.bare_html(
        contents.told(wish, user=cast.user()), Imprint("見商第1号-R-JA-1", 1, date(2026, 12, 21), "")
    )
    assert "年12月11日" in page.split('id="talk-1"')[1].split("</table>")[0]
    assert "見商第1号-R-JA-1" in page.split('class="meta"')[1].split("</div>")[0], "as at the foot of every page"


def test_our_own_office_stands_without_its_reading(mission: Activity) -> None:
    ours = book.organisation("見附商工会", "ja", country="JP")
    with writing(), action(CHANGED, by=None):
        ours.names[0].reading = "みつけしょうこうかい"
        db.session.get_one(Activity, mission.id).sender_organisation_id = ours.id
        db.session.commit()
    page = html(begun(voyage.fresh(mission)))
    assert "見附商工会" in page
    assert "みつけしょうこうかい" not in page


def test_notes_that_run_on_end_alike() -> None:
    assert run_on(["試し荷を1箱送る。", "売れ行きを見て再協議"]) == "試し荷を1箱送る。売れ行きを見て再協議。"
    assert run_on(["［先方］良い（「手感不错」）", "［当方］送る。"]) == "［先方］良い（「手感不错」）。［当方］送る。"
    assert run_on(["Send one.", "Talk again"]) == "Send one. Talk again."
    assert run_on(["見本", "価格表"], "、") == "見本、価格表"


def test_a_guest_on_no_card_is_read_as_where_the_guests_are_at_home(mission: Activity) -> None:
    guests = fairs.activity(
        book.place("15211"), direction="inbound", type="inbound_delegation", start_on=date(2026, 12, 1),
        end_on=date(2026, 12, 3), sender_organisation_id=book.organisation("吉林商会").id,
    )  # fmt: skip
    fairs.lead(voyage.fresh(guests), raw_name="何家豪")
    page = html(begun(voyage.fresh(guests), "en"))
    assert "(HE Jiahao)" in page
    assert "have not been confirmed" in page


def test_a_visit_without_a_time_stands_on_the_clock_of_the_talk_that_was_held_at_it(mission: Activity) -> None:
    held = talk_of(mission)
    day = clock.local(held.starts_at, held.timezone).date()
    open_time = voyage.item(voyage.fresh(mission), title="工場を見る", day=day, start=None, end=None, status="done")
    with writing(), action(CHANGED, by=None):
        row = db.session.get_one(Meeting, held.id)
        row.itinerary_item_id, row.ends_at = open_time.id, held.starts_at + timedelta(minutes=50)
        db.session.commit()
    at = clock.local(held.starts_at, held.timezone)
    wanted = f"{at:%H:%M}–{at + timedelta(minutes=50):%H:%M}"
    for report in (begun(voyage.fresh(mission)), short_of(voyage.fresh(mission))):
        lines = [each.partition("</tr>")[0] for each in html(report).split("<tr")[1:]]
        (line,) = (each for each in lines if "工場を見る" in each)
        assert wanted in line
        assert "時刻未定" not in line
