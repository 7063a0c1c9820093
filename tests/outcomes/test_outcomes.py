"""The year after an activity: what falls due, the one-time link, the answer that only proposes, the summary."""

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.kind import ACTIVITY
from crm.audit.services import action, archive, restore
from crm.contacts.models import OurOrganisation
from crm.core import clock, keys
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.negotiations import services as negotiations
from crm.negotiations.models import Interaction, Negotiation
from crm.negotiations.rules import ARCHIVED, RESTORED
from crm.outcomes import contents, queries, rules, services
from crm.outcomes.models import Outcome
from crm.outcomes.services import Answer
from crm.tasks import contents as task_contents
from crm.tasks import services as tasks
from crm.tasks.models import Task
from tests.cast import hidden, sign_in, user
from tests.negotiations import cases
from tests.outcomes import year

Database = scoped_session[Session]
YES = Answer("approval_draft", "yes", Decimal(500000), "JPY", "初回発注", "髙橋")


def told(outcome_id: int, answer: Answer = YES) -> None:
    with writing():
        services.answer(queries.one(outcome_id, user=user()), answer, source=rules.BY_LINK, by=None)
        db.session.commit()


def test_what_is_due_is_made_once_with_a_task_for_whoever_coordinates(session: Database) -> None:
    at, mission, negotiation = year.over()
    assert year.prepared() == 2  # after one and after three months
    assert year.prepared() == 0
    assert [(row.months, row.negotiation_id, row.organisation_id) for row in year.outcomes()] == [
        (1, negotiation, at.association),
        (3, negotiation, at.association),
    ]
    tasks = list(db.session.scalars(select(Task).order_by(Task.id)))
    assert [task.text for task in tasks] == [f"ask {at.association} after {months} in ja" for months in (1, 3)]
    assert {(task.owner_id, task.activity_id, task.internal) for task in tasks} == {(user().id, mission, False)}


def test_our_own_office_is_never_asked_it_writes_down_what_came_of_its_leads(session: Database) -> None:
    at, mission, _ = year.over()
    with writing():
        with action(rules.OPENED, by=None):
            session.add(OurOrganisation(id=1, organisation_id=at.association))
        leads.capture(LeadInput(mission, raw_organisation="延吉商店"), by=user())
        db.session.commit()
    assert year.prepared() == 4
    assert {row.organisation_id for row in year.outcomes()} == {None}
    asked = db.session.scalars(select(Task)).all()
    assert {task.text for task in asked} == {f"ask None after {n} in ja" for n in (1, 3)}
    assert all(task.internal for task in asked), "no report lists them"


def test_a_reminder_speaks_the_language_of_whoever_reads_it_until_somebody_writes_another(session: Database) -> None:
    _, mission, _ = year.over()
    assert year.prepared(phrase=contents.reminder) == 2
    first, later = session.scalars(select(Task).order_by(Task.id))
    assert first.text == "見附商工会に第6回 延辺視察団の1か月後の成果を確認する"
    with writing():
        tasks.change(later, text="電話で聞く", due_on=later.due_on, owner_id=later.owner_id, by=user())
        typed = tasks.add(
            text="名簿を送る", due_on=later.due_on, owner_id=user().id, record=(ACTIVITY, mission), by=None
        )
        session.commit()
    told = task_contents.told([first, later, typed], "zh-Hans")
    assert told == {
        first.id: "向見附商工会了解第6回 延辺視察団结束1个月后的成果",
        later.id: "電話で聞く",
        typed.id: "名簿を送る",
    }


def test_the_reminder_is_done_when_the_company_has_told_everything(session: Database) -> None:
    at, mission, _ = year.over()
    cases.opened(at, activity_id=mission)
    year.prepared()
    first, second = (row for row in year.outcomes() if row.months == 1)
    assert first.task_id == second.task_id
    states = []
    for row in (first, second):
        told(row.id)
        states.append(db.session.get_one(Task, row.task_id).status)
    assert states == ["open", "done"]


def test_lost_negotiations_and_cancelled_activities_are_not_asked_about(session: Database) -> None:
    year.over()
    with writing():
        with action(rules.OPENED, by=None):
            db.session.scalars(select(Negotiation)).one().stage = "lost"
        db.session.commit()
    assert year.prepared() == 0


def test_a_link_works_once_and_only_its_digest_is_kept(session: Database) -> None:
    year.over()
    year.prepared()
    [first, _] = year.outcomes()
    token = year.asked(first.id)
    assert len(token) >= 43  # 256 bits
    assert year.outcomes()[0].token_hash == keys.digest(token)
    assert queries.by_token(token).id == first.id
    told(first.id)
    with pytest.raises(NotVisible):
        queries.by_token(token)
    with pytest.raises(Refused, match="an answer already"):
        year.asked(first.id)


def test_a_reminder_ends_the_earlier_link_and_time_ends_the_last(
    session: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    year.over()
    year.prepared()
    [first, _] = year.outcomes()
    before, after = year.asked(first.id), year.asked(first.id)
    with pytest.raises(NotVisible):
        queries.by_token(before)
    assert year.outcomes()[0].reminded_at is not None
    later = clock.now() + rules.LINK_LIVES + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(NotVisible):
        queries.by_token(after)


def test_an_answer_becomes_a_note_when_it_is_taken_over_and_never_moves_a_stage(session: Database) -> None:
    _, _, negotiation = year.over()
    year.prepared()
    [first, second] = year.outcomes()
    told(first.id)
    assert db.session.scalars(select(Interaction)).all() == []
    with writing():
        services.accept(queries.one(first.id, user=user()), summary="初回発注", by=user())
        db.session.commit()
    [note] = db.session.scalars(select(Interaction))
    assert (note.negotiation_id, note.kind, note.direction, note.summary) == (negotiation, "note", "in", "初回発注")
    assert db.session.get_one(Negotiation, negotiation).stage == "lead"
    with pytest.raises(Refused, match="no answer yet"), writing():
        services.accept(queries.one(second.id, user=user()), summary="", by=user())


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (Answer("flying", "no"), "standing"),
        (Answer("talk", "perhaps"), "order"),
        (Answer("talk", "no", Decimal(5)), "amount"),
        (Answer("talk", "yes", Decimal(5), "XXX"), "currency"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_field(session: Database, answer: Answer, field: str) -> None:
    year.over()
    year.prepared()
    with pytest.raises(Refused) as refusal:
        told(year.outcomes()[0].id, answer)
    assert refusal.value.field == field


def test_the_summary_counts_answers_and_what_is_on_record(session: Database) -> None:
    _, mission, _ = year.over()
    year.prepared()
    [first, second] = year.outcomes()
    year.asked(second.id)
    [line] = queries.summary(user=user())
    assert (line.tally.asked, line.unasked) == (1, 1), "two rows stood under one question"
    told(first.id, Answer("terms", "expected", Decimal(900)))
    told(second.id)
    [line] = queries.summary(user=user())
    assert (line.activity.id, line.unasked) == (mission, 0)
    assert (line.tally.asked, line.tally.answered, line.tally.orders, line.tally.booked) == (2, 2, 1, Decimal(500000))
    with writing():
        services.decline(queries.one(second.id, user=user()), note="wrong case", by=user())
        db.session.commit()
    [line] = queries.summary(user=user())
    assert (line.tally.answered, line.tally.orders, line.tally.expected) == (1, 0, 1)


def test_a_lead_that_became_a_negotiation_is_one_case_with_it(session: Database) -> None:
    at, mission, _ = year.over()
    with writing():
        sheet = LeadInput(activity_id=mission, organisation_id=at.commerce_bureau, interest="手袋", owner_id=user().id)
        lead = leads.capture(sheet, by=user())
        db.session.commit()
    year.prepared()
    [early] = [row for row in year.outcomes() if row.lead_id == lead.id and row.months == 1]
    told(early.id)
    with writing():
        grown = negotiations.open_case(cases.case(at), leads=[db.session.get_one(Lead, lead.id)], by=user())
        db.session.commit()
    year.prepared()
    [late] = [row for row in year.outcomes() if row.negotiation_id == grown.id and row.months == 3]
    told(late.id, Answer("signed", "yes", Decimal(700000), "JPY"))
    [line] = queries.summary(user=user())
    assert (line.tally.answered, line.tally.orders, line.tally.booked) == (2, 1, Decimal(700000))


def test_nobody_is_asked_about_a_case_in_the_archive(session: Database) -> None:
    _, _, negotiation = year.over()
    year.prepared()
    told(year.outcomes()[0].id)
    row = db.session.get_one(Negotiation, negotiation)
    for act, verb, shown in ((archive, ARCHIVED, 0), (restore, RESTORED, 1)):
        with writing():
            act(row, verb, by=user())
            db.session.commit()
        counts = queries.counts(user=user(), today=year.today())
        assert (counts["answered"], counts["due"] + counts["overdue"]) == (shown, shown)
        assert len(queries.due_list(user=user(), today=year.today())) == len(queries.summary(user=user())) == shown


def test_counts_and_lists_agree(session: Database) -> None:
    year.over()
    year.prepared()
    [first, second] = year.outcomes()
    year.asked(first.id)
    told(second.id)
    counts = queries.counts(user=user(), today=year.today())
    assert counts == {"due": 0, "asked": 1, "overdue": 0, "answered": 1, "waiting": 1}
    for code in rules.STATES:
        groups = queries.due_list(user=user(), today=year.today(), state_code=code)
        entries = [entry for group in groups for entry in group.entries]
        assert (len(entries), {entry.state for entry in entries} <= {code}) == (counts[code], True)


def test_the_shell_prepares_every_night(app: Flask, runner: Any) -> None:
    with app.app_context():
        year.over()
    result = runner.invoke(args=["outcomes", "prepare"])
    assert result.output == "2 outcomes are due.\n"
    assert runner.invoke(args=["outcomes", "prepare", "--date", "2020-01-01"]).output == "0 outcomes are due.\n"


# ------------------------------------------------------------------ pages


@pytest.fixture
def link(app: Flask) -> str:
    with app.app_context():
        year.over()
        year.prepared()
        return f"/outcomes/answer/{year.asked(year.outcomes()[0].id)}"


def plumbing(page: str) -> dict[str, str]:
    return {name: hidden(page, name) for name in ("csrf_token", "form_id")}


def test_a_company_answers_without_an_account_and_sees_only_its_case(client: FlaskClient, link: str) -> None:
    page = client.get(link).get_data(as_text=True)
    assert "第6回 延辺視察団" in page
    assert "延吉市商务局" in page
    assert "見本を送る" not in page  # what we plan
    assert "420" not in page  # what we expect
    bad = client.post(link, data=plumbing(page) | {"standing": "terms", "currency": "JPY"})
    assert bad.status_code == 422
    sent = {"standing": "terms", "order": "expected", "amount": "1,200,000", "currency": "JPY", "comment": "来春"}
    answer = client.post(link, data=plumbing(page) | sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/outcomes/thanks?lang=ja")
    again = client.get(f"{link}?lang=ko")
    assert again.status_code == 404
    assert "이 링크는 더 이상 열리지 않습니다" in again.get_data(as_text=True)  # said kindly, in the reader's language
    assert client.post(link, data=plumbing(page) | sent).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", "商談の成果"), ("zh-Hans", "洽谈成果"), ("ko", "상담 성과"), ("en", "Outcome of the talks")],
)
def test_the_page_of_a_link_speaks_four_languages(client: FlaskClient, link: str, language: str, words: str) -> None:
    page = client.get(f"{link}?lang={language}").get_data(as_text=True)
    assert words in page
    assert f'<html lang="{language}">' in page


def test_links_cannot_be_guessed_at_speed(client: FlaskClient, link: str) -> None:
    answers = [client.get(f"/outcomes/answer/guess-{n}").status_code for n in range(rules.MOST_TRIES + 1)]
    assert answers == [404] * rules.MOST_TRIES + [429]
    assert client.get(link).status_code == 200  # the colleague behind the same address goes on


def test_the_office_asks_and_takes_over(app: Flask, client: FlaskClient, link: str) -> None:
    with app.app_context():
        [first, second] = [row.id for row in year.outcomes()]
        told(first)
    sign_in(client)
    listed = client.get("/outcomes/").get_data(as_text=True)
    assert "1 answer to review" in listed
    assert "見附商工会" in listed
    at = f"/outcomes/{second}"
    page = client.get(at).get_data(as_text=True)
    assert client.post(f"{at}/ask", data=plumbing(page) | {"language": "ja"}).status_code == 303
    shown = client.get(at).get_data(as_text=True)
    assert "/outcomes/answer/" in shown
    assert "mailto:" in shown
    assert "/outcomes/answer/" not in client.get(at).get_data(as_text=True)  # shown once
    at = f"/outcomes/{first}"
    page = client.get(at).get_data(as_text=True)
    assert "the stage stays as it is until you move it" in page
    assert client.post(f"{at}/accept", data=plumbing(page)).status_code == 303
    with app.app_context():
        [note] = db.session.scalars(select(Interaction))
        assert "JPY 500,000" in note.summary
        assert "初回発注" in note.summary
    assert "Added to the record" in client.get(at).get_data(as_text=True)


def test_what_was_told_by_telephone_is_written_down_and_taken_over(app: Flask, client: FlaskClient, link: str) -> None:
    with app.app_context():
        second = year.outcomes()[1].id
    sign_in(client)
    at = f"/outcomes/{second}/told"
    page = client.get(at).get_data(as_text=True)
    sent = {"standing": "talk", "order": "yes", "amount": "1000", "currency": "RUB", "comment": "春に追加の見込み"}
    asked = client.post(at, data=plumbing(page) | sent)
    assert asked.status_code == 422
    assert "No exchange rate is known for RUB." in asked.get_data(as_text=True)
    answered = sent | {"currency-rate": "1.8", "currency-rate-of": "RUB"}
    assert client.post(at, data=plumbing(asked.get_data(as_text=True)) | answered).status_code == 303
    with app.app_context():
        row = db.session.get_one(Outcome, second)
        assert (row.source, row.decision) == ("staff", "accepted")
        assert not queries.is_uncounted(row)
        [line] = queries.summary(user=user())
        assert "RUB 1 = JPY 1.8 " in str([*load_workbook(BytesIO(contents.workbook([line], "en"))).active.values])
    shown = client.get(f"/outcomes/?activity={row.activity_id}").get_data(as_text=True)
    assert "RUB 1 = JPY 1.8" in re.sub(r"<[^>]+>|\s", " ", shown), "a sum is told with the rate and its day"
    assert '<bdi lang="ja">春に追加の見込み</bdi>' in shown, "and the answer with what it says"


def test_a_company_is_not_asked_for_a_rate_and_the_office_is_told_that_none_is_known(
    app: Flask, client: FlaskClient, link: str
) -> None:
    page = client.get(link).get_data(as_text=True)
    sent = {"standing": "talk", "order": "yes", "amount": "1000", "currency": "EUR"}
    assert client.post(link, data=plumbing(page) | sent).status_code in (200, 303)
    sign_in(client)
    with app.app_context():
        [answered] = [row.id for row in year.outcomes() if row.answered_at is not None]
    shown = client.get(f"/outcomes/{answered}").get_data(as_text=True)
    assert "No rate: not counted" in shown
    assert "/rates/new?base=EUR&amp;day=" in shown


def test_outcomes_are_hidden_from_a_leader_of_another_mission(app: Flask, client: FlaskClient, link: str) -> None:
    with app.app_context():
        first = year.outcomes()[0].id
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/outcomes/{first}").status_code == 404
    assert "Nothing to do" in client.get("/outcomes/").get_data(as_text=True)
    assert client.get("/outcomes/summary").get_data(as_text=True).count("第6回 延辺視察団") == 0


def test_the_tab_of_a_mission_lists_what_was_asked_and_answered(app: Flask, client: FlaskClient, link: str) -> None:
    with app.app_context():
        rows = year.outcomes()
        mission, ids = rows[0].activity_id, [row.id for row in rows]
        told(ids[0])
    sign_in(client)
    assert f'href="/outcomes/?activity={mission}"' in client.get(f"/missions/{mission}").get_data(as_text=True)
    tab = client.get(f"/outcomes/?activity={mission}").get_data(as_text=True)
    assert re.search(r'aria-current="page">Outcomes\s*<', tab)
    assert all(f'href="/outcomes/{id}"' in tab for id in ids)
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/outcomes/?activity={mission}").status_code == 404


def test_the_summary_leaves_as_a_workbook(client: FlaskClient, link: str) -> None:
    sign_in(client)
    page = client.get("/outcomes/summary").get_data(as_text=True)
    assert "Each negotiation or lead counts once" in page
    answer = client.post("/outcomes/summary/file", data=plumbing(page) | {"as": "xlsx"})
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.data[:2] == b"PK"


def test_the_year_of_an_old_activity_is_over(session: Database) -> None:
    year.over(days_ago=900)
    assert year.prepared(on=date.today()) == 0  # any day will do
