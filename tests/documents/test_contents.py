"""Packs and reports are read with a fixed number of queries, and by those who may."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.counterparts import services as counterparts
from crm.counterparts.services import LinkInput
from crm.documents import contents, queries, rules
from crm.documents.contents import Report, layout, tree
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.meetings.models import Meeting
from crm.missions import queries as missions
from crm.negotiations.models import Negotiation, NegotiationLead, StageEvent
from crm.negotiations.rules import OPENED
from crm.tasks import queries as tasks
from crm.tasks.models import Task
from crm.tasks.queries import Filter
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.insights import fairs
from tests.missions import voyage

MUCH_LATER = datetime(2027, 6, 1, 1, tzinfo=UTC)


def statements(activity_id: int, kind: str) -> int:
    """How many statements filling and writing out a document takes."""
    db.session.expire_all()
    user, seen = cast.user(), []
    listener = lambda *args: seen.append(args[2])  # noqa: E731  # the event API wants a callable to remove again
    event.listen(db.engine, "before_cursor_execute", listener)
    content = contents.filled(rules.wish(activity_id, kind=kind, language="ja"), user=user)
    contents.bare_html(content, contents.Imprint("1", 1, voyage.FIRST, ""))
    event.remove(db.engine, "before_cursor_execute", listener)
    return len(seen)


@pytest.mark.once
@pytest.mark.parametrize("kind", list(rules.KINDS))
def test_ten_visits_take_as_many_queries_as_three(session: scoped_session[Session], kind: str) -> None:
    few = journey.mission(visits=3)
    number = statements(few.id, kind)
    for more in range(4, 11):
        journey.visit(voyage.fresh(few), more)
    assert statements(few.id, kind) == number


def test_the_contents_are_those_the_reader_sees(session: scoped_session[Session]) -> None:
    mission = journey.mission(visits=0)
    stranger = cast.user(Role.MISSION_LEADER, email="other@example.jp")
    with pytest.raises(NotVisible):
        contents.filled(rules.wish(mission.id, kind=rules.REPORT, language="ja"), user=stranger)


def test_results_stand_beside_their_targets(session: scoped_session[Session]) -> None:
    mission = journey.mission(visits=1)
    journey.cost(mission)
    sheet = contents.briefing(rules.wish(mission.id, kind=rules.BRIEFING, language="ja"), user=cast.user())
    visit = sheet.facts.visits[0]
    assert visit.organisation is not None
    journey.talk(visit.organisation, visit.hosts[0].person, starts=datetime(2026, 12, 11, 9), activity=mission)
    told = contents.filled(rules.wish(mission.id, kind=rules.REPORT, language="ja"), user=cast.user())
    assert isinstance(told, Report)
    talks = next(line for line in told.results if line.label == "Business talks")
    assert (talks.target, talks.actual, talks.reached) == (3, 1, None)  # it has not ended
    assert [step.text for step in told.talks[0].next_steps] == ["見本の品質証明書を送る"]
    assert told.budget.total.actual == 120000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "poem"}, "kind"),
        ({"language": "fr"}, "language"),
        ({"audience": "public"}, "audience"),
        ({"chosen": ["costs"]}, "parts"),
    ],
)
def test_a_wish_of_unknown_codes_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.wish(1, **({"kind": rules.BRIEFING, "language": "ja"} | changes))  # type: ignore[arg-type]  # on purpose
    assert refusal.value.field == field


def test_a_mission_without_a_number_of_its_own_still_numbers_its_documents() -> None:
    assert rules.number_of("", 12, rules.REPORT, "zh-Hans", 2) == "M12-R-ZH-2"


@pytest.mark.parametrize(
    ("status", "job", "state"),
    [
        ("ready", "done", "ready"),
        ("queued", "running", "running"),
        ("queued", "failed", "failed"),
        ("queued", None, "failed"),
    ],
)
def test_the_state_of_a_document_follows_its_job(status: str, job: str | None, state: str) -> None:
    assert rules.state_of(status, job) == state


def test_the_host_profile_tells_of_the_sister_city_of_its_place(session: scoped_session[Session]) -> None:
    book.load_places()
    joetsu, hunchun, yanbian = (book.place(code).id for code in ("15222", "222404", "222400"))
    mission = journey.mission(visits=0)
    host = book.organisation("珲春东港国际物流有限公司", place_id=hunchun)
    voyage.item(mission, host=host, day=voyage.FIRST, title="訪問")
    chamber = book.organisation("上越商工会議所", "ja", country="JP", place_id=joetsu)
    content = LinkInput(
        kind="sister_city", place_id=joetsu, other_place_id=hunchun, signed_on=date(1996, 4, 12), heads_signed=True,
        broad=True, approved=True,
    )  # fmt: skip
    with writing():
        counterparts.make(content, by=cast.user())
        counterparts.make(
            LinkInput(kind="economic_memo", place_id=joetsu, other_place_id=yanbian, status="ended"), by=cast.user()
        )
        with action(OPENED, by=cast.user()):
            mission.sender_organisation = chamber
        db.session.commit()
    told = contents.filled(rules.wish(mission.id, kind=rules.BRIEFING, language="ja"), user=cast.user())
    html = contents.bare_html(told, contents.Imprint("1", 1, voyage.FIRST, ""))
    assert html.count("上越市 — ") == 1
    assert "1996年4月12日" in html


def test_a_report_tells_stages_values_and_steps_of_its_own_day(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    mission = journey.mission(visits=1)
    visit = missions.facts(mission.id, user=cast.user()).visits[0]
    assert visit.organisation is not None
    journey.talk(visit.organisation, visit.hosts[0].person, starts=datetime(2026, 12, 11, 9), activity=mission)
    case = fairs.case(
        "lead", ours=book.organisation("丸直ニット", "ja"), theirs=visit.organisation, on=date(2026, 12, 11),
        activity_id=mission.id, value=Decimal(800_000), currency="CNY",
        value_period="annual", next_step="見積を送る", next_step_due=date(2026, 12, 25),
    )  # fmt: skip
    monkeypatch.setattr("crm.core.clock.now", lambda: MUCH_LATER)
    with writing():
        db.session.refresh(case)
        with action(OPENED, by=cast.user()):
            case.value, case.currency, case.next_step, case.next_step_due = None, "JPY", "契約書案", None
            case.value_period = "total"
        db.session.commit()
    fairs.keep(StageEvent(negotiation_id=case.id, from_stage="lead", to_stage="qualified", at=MUCH_LATER))
    step = db.session.scalars(select(Task).order_by(Task.id.desc())).first()
    assert step is not None
    with writing(), action(OPENED, by=cast.user()):
        step.status, step.done_on = "done", date(2027, 1, 5)
        db.session.commit()

    def told(day: date) -> tuple[Sequence[tuple[object, ...]], list[bool]]:
        wish = rules.wish(mission.id, kind=rules.REPORT, language="ja")
        made = contents.report(wish, user=cast.user(), day=day)
        moves = [
            (m.before, m.after, m.value, m.currency, m.value_period, m.next_step, m.next_step_due) for m in made.moves
        ]
        wanted = Filter(activity=mission.id, follow=True, status="open")
        due = [row for row in tasks.tasks(wanted, user=cast.user()).rows if row.id not in made.resting]
        assert made.as_of < MUCH_LATER.date() or due == made.open_steps
        return moves, [made.is_done(task) for task in made.follow_up]

    wish = rules.wish(mission.id, kind=rules.REPORT, language="ja")
    paper = contents.report(wish, user=cast.user(), day=date(2026, 12, 20))
    assert (
        "見込み（年額）"
        in contents.bare_html(paper, contents.Imprint("1", 1, voyage.FIRST, ""))
        .split('id="negotiations"')[1]
        .split("見積を")[0]
    )
    then = ("", "lead", Decimal(800_000), "CNY", "annual", "見積を送る", date(2026, 12, 25))
    assert told(date(2026, 12, 20)) == ([then], [False])
    assert told(date(2027, 7, 1)) == ([("", "qualified", None, "JPY", "total", "契約書案", None)], [True])
    with writing():  # what was left open of a negotiation that is lost rests
        sheet = LeadInput(mission.id, raw_name="王", next_action="見積", owner_id=cast.user().id)
        lead = leads.capture(sheet, due_on=date(2027, 12, 5), by=cast.user())
        db.session.flush()
        with action(OPENED, by=cast.user()):
            db.session.add(NegotiationLead(negotiation_id=case.id, lead_id=lead.id))
        db.session.commit()
    assert told(date(2027, 7, 1))[1] == [False, True]
    fairs.keep(StageEvent(negotiation_id=case.id, from_stage="qualified", to_stage="lost", at=MUCH_LATER))
    assert told(date(2027, 7, 1)) == ([("", "lost", None, "JPY", "total", "", None)], [False, True])


@pytest.mark.once
def test_two_languages_stand_line_by_line_beside_each_other() -> None:
    def html(*words: str, more: str = "") -> str:
        lines = '<h2>{}</h2><div class="keep">{}</div><p>{}</p>'.format(*words)
        return f'<html><body><section class="part" id="a">{lines}{more}</section></body></html>'

    (section,) = tree.read(layout.side_by_side(html("一", "二", "三"), html("1", "2", "3"), "en"))
    assert section[1] == {"class": "part", "id": "a"}
    ((_table, _class, rows),) = section[2]
    assert [tree.text(row) for row in rows] == ["一二12", "三3"]
    assert [row[1] for row in rows] == [{"class": "keep"}, {}]
    (uneven,) = tree.read(layout.side_by_side(html("一", "二", "三"), html("1", "2", "3", more="<p>4</p>"), "en"))
    assert len(uneven[2][0][2]) == 1


def test_a_pack_recalls_of_its_hosts_what_its_reader_sees(session: scoped_session[Session]) -> None:
    leader, office = cast.user(Role.MISSION_LEADER), cast.user()
    host, other, ours = (fairs.organisation(name) for name in ("延吉百货", "图们百货", "丸直ニット"))
    own, foreign = (fairs.activity(fairs.place(code), leader_id=who) for code, who in (("1", leader.id), ("2", None)))
    before = datetime(2026, 12, 1, tzinfo=UTC)

    def met(**columns: object) -> Meeting:
        day = {"starts_at": before - timedelta(days=9), "timezone": "Asia/Shanghai", "status": "held"}
        made = Meeting(**({"organisation_id": host.id, "activity_id": own.id} | day | columns))
        fairs.keep(made)
        return made

    seen, hidden = met(), met(activity_id=foreign.id, starts_at=before - timedelta(days=8))
    elsewhere = met(organisation_id=other.id)
    met(status="cancelled")
    met(starts_at=before)
    assert queries.past_meetings([host.id], before=before, user=leader) == {host.id: [seen]}
    assert queries.past_meetings([host.id, other.id], before=before, user=office) == {
        host.id: [hidden, seen], other.id: [elsewhere],
    }  # fmt: skip
    results = ((1, "agreement_in_principle"), (3, "interest"), (4, "offer"), (9, ""))
    _agreed, *others = (met(starts_at=before - timedelta(days=3, hours=-at), result=result) for at, result in results)
    recalled = queries.past_meetings([host.id], before=before, user=leader)[host.id]
    assert recalled == others[::-1], "the latest by the clock, whatever came of them"
    case, _closed = (fairs.case(path, ours=ours, theirs=host, owner_id=leader.id) for path in ("lead talk", "lost"))
    fairs.case("lead talk", ours=ours, theirs=other, owner_id=leader.id)
    foreign_case = fairs.case("lead talk", ours=ours, theirs=host)
    assert queries.negotiations_with([host.id], user=leader) == {host.id: [case]}
    assert queries.negotiations_with([host.id], user=office) == {host.id: [case, foreign_case]}


def test_the_next_step_of_a_negotiation_that_was_entered_later_is_not_told_as_of_the_day_of_a_report(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    mission = journey.mission(visits=1)
    host = missions.facts(mission.id, user=cast.user()).visits[0].organisation
    assert host is not None
    fairs.case(
        "lead", ours=book.organisation("丸直ニット", "ja"), theirs=host, on=date(2026, 12, 11), activity_id=mission.id,
        next_step="見積を送る", next_step_due=date(2027, 1, 25), created_at=datetime(2027, 1, 5, tzinfo=UTC),
    )  # fmt: skip
    monkeypatch.setattr("crm.core.clock.now", lambda: MUCH_LATER)
    wish = rules.wish(mission.id, kind=rules.REPORT, language="ja")
    for day, step in ((date(2026, 12, 20), ""), (date(2027, 1, 6), "見積を送る")):
        assert [move.next_step for move in contents.report(wish, user=cast.user(), day=day).moves] == [step]


def test_a_report_tells_no_next_step_of_a_case_that_was_written_into_the_product_after_its_day(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case bears an earlier day, as those of a register do: the report of June gave steps due in December."""
    mission = journey.mission(visits=1)
    host = missions.facts(mission.id, user=cast.user()).visits[0].organisation
    assert host is not None
    then = datetime(2026, 12, 11, tzinfo=UTC)
    monkeypatch.setattr("crm.core.clock.now", lambda: MUCH_LATER)
    ours = book.organisation("丸直ニット", "ja")
    with writing():
        with action(OPENED, by=cast.user()):
            case = Negotiation(
                title="案件", our_organisation_id=ours.id, counterpart_id=host.id, activity_id=mission.id, stage="lead",
                stage_entered_at=then, created_at=then, next_step="見積を送る", next_step_due=date(2027, 6, 25),
                stage_events=[StageEvent(from_stage="", to_stage="lead", at=then)],
            )  # fmt: skip
            db.session.add(case)
        db.session.commit()
    wish = rules.wish(mission.id, kind=rules.REPORT, language="ja")
    for day, step, due in ((date(2026, 12, 20), "", None), (MUCH_LATER.date(), "見積を送る", date(2027, 6, 25))):
        [move] = contents.report(wish, user=cast.user(), day=day).moves
        assert (move.after, move.next_step, move.next_step_due) == ("lead", step, due)


def test_a_report_tells_the_next_action_that_a_lead_had_on_its_day(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    mission = journey.mission(visits=1)
    with writing():
        lead = leads.capture(LeadInput(mission.id, raw_name="王", next_action="見積を送る"), by=cast.user())
        db.session.commit()
    monkeypatch.setattr("crm.core.clock.now", lambda: MUCH_LATER)
    with writing():
        with action(OPENED, by=cast.user()):
            lead.next_action = "契約書案を送る"
        db.session.commit()
    wish = rules.wish(mission.id, kind=rules.REPORT, language="ja")
    for day, said, unsaid in (
        (date(2026, 12, 20), "見積を送る", "契約書案を送る"),
        (MUCH_LATER.date(), "契約書案を送る", "見積を送る"),
    ):
        told = contents.report(wish, user=cast.user(), day=day)
        page = contents.bare_html(told, contents.Imprint("1", 1, told.as_of, ""))
        assert said in page
        assert unsaid not in page
