"""The sample's outcomes: what came of the activities of the last year, asked and told; a handful is late or waits."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.core import clock
from crm.core.database import db
from crm.negotiations import rules as stages
from crm.negotiations.models import Interaction
from crm.outcomes import services
from crm.outcomes.models import Outcome
from crm.outcomes.rules import ACCEPTED, BY_LINK, BY_STAFF, EXPECTED, NO, YES
from crm.outcomes.services import Answer
from crm.sample import rules
from crm.sample.services.register import Register, moment
from crm.sample.services.tasks import date_back
from crm.users.models import User

#: {activity: (cases, leads) without an answer}: the leads are late, the cases were asked, or became due yesterday.
LEFT: Final = {"m7a": (1, 2), "in2": (1, 1), "m6": (0, 1), "sh25b": (1, 0), "pf26": (1, 0), "bj26": (2, 0)}
#: Told two days ago about the mission of August; nobody has looked at it.
TO_LOOK_AT: Final = {
    "m7a": (
        Answer("terms", EXPECTED, Decimal(1_200_000), "JPY", "年明けに数量を決める予定です。", "髙橋"),
        Answer("sample_quote", NO, comment="サンプルの評価待ち。", name="長谷川"),
    )
}
#: What companies say, in turn.
ON_CASES: Final = ("担当者どうしで月に一度連絡を取っています。", "先方の評価は良好です。", "数量を調整しています。", "")
ON_LEADS: Final = ("目録を送ったが、返事を待っている。", "次の展示会で改めて会う。", "価格の見直しを求められた。", "")
ASKED_ON: Final = rules.TODAY - timedelta(days=11)
#: An answer comes so long after it was due.
TAKES: Final = timedelta(days=6)


def load_outcomes(register: Register) -> None:
    """The questions of every activity with their reminders; most are answered and taken over."""
    by = register.users["kobayashi"]
    services.prepare(today=rules.TODAY, phrase=_reminder, user=None, by=by)
    db.session.flush()
    date_back(register)
    told_on = register.workday(rules.TODAY - timedelta(days=2), -1)
    questions, done = _questions(register), list[Outcome]()
    for key, activity in register.activities.items():
        cases, leads = questions[activity.id]
        cases_left, leads_left = LEFT.get(key, (0, 0))
        fresh = TO_LOOK_AT.get(key, ())
        answered = cases[len(fresh) : len(cases) - cases_left], leads[: len(leads) - leads_left]
        _ask(cases[len(cases) - cases_left :], by)
        for row, told in zip(cases, fresh, strict=False):
            _tell(row, told, BY_LINK if told.order == EXPECTED else BY_STAFF, by, told_on)
        for row, comment in zip(answered[0], cycle(ON_CASES), strict=False):
            _tell(row, _of_case(row, comment), BY_LINK, by, _answered(register, row))
        for row, comment in zip(answered[1], cycle(ON_LEADS), strict=False):
            _tell(row, _of_lead(row, comment, by), BY_STAFF, by, _answered(register, row))
        done += [*answered[0], *answered[1]]
    _take_over(register, done, by)


def _ask(rows: Sequence[Outcome], by: User) -> None:
    """Those that were due by then were asked; the others wait to be."""
    with action(rules.LOADED, by=by):
        for row in rows:
            row.asked_at = moment(ASKED_ON, 10) if row.due_on < ASKED_ON else None


def _questions(register: Register) -> dict[int, tuple[list[Outcome], list[Outcome]]]:
    """{activity id: questions about its negotiations, about its leads}, in the order in which they became due."""
    loaded = (joinedload(Outcome.negotiation), joinedload(Outcome.lead))
    found: dict[int, tuple[list[Outcome], list[Outcome]]] = {a.id: ([], []) for a in register.activities.values()}
    for row in db.session.scalars(select(Outcome).options(*loaded).order_by(Outcome.due_on, Outcome.id)):
        found[row.activity_id][row.negotiation_id is None].append(row)
    return found


def _of_case(row: Outcome, comment: str) -> Answer:
    """What the company says of a negotiation: what we know of it, too."""
    case = row.negotiation
    if case is None:
        raise ValueError("a question about a lead")
    if case.stage in (stages.SIGNED, stages.EXECUTING):
        return Answer(case.stage, YES, case.value, case.currency, comment)
    far = stages.number(case.stage) >= stages.number("terms")
    return Answer(case.stage, EXPECTED if far else NO, comment=comment)


def _of_lead(row: Outcome, comment: str, by: User) -> Answer:
    """What the office found out about a lead that became no negotiation."""
    standing = "qualified" if row.lead is not None and row.lead.status == "qualified" else "lead"
    return Answer(standing, NO, comment=comment, name=by.display_name)


def _answered(register: Register, row: Outcome) -> date:
    """When a company answers, on a day on which somebody works."""
    return register.workday(min(row.due_on + TAKES, rules.TODAY - timedelta(days=1)), -1)


def _tell(row: Outcome, told: Answer, source: str, by: User, day: date) -> None:
    services.answer(row, told, source=source, by=None if source == BY_LINK else by, at=moment(day, 15))


def _take_over(register: Register, rows: Sequence[Outcome], by: User) -> None:
    """Every answer looked at the day after, and noted on its negotiation, in one act: one for each took seconds."""
    with action(rules.LOADED, by=by):
        for row in rows:
            row.decision, row.decided_by_id = ACCEPTED, by.id
            answered = clock.local(row.answered_at or row.created_at, rules.JAPAN).date()
            row.decided_at = moment(register.workdays_after(answered, 1), 9)
            if row.negotiation_id is not None:
                summary = f"{row.months}か月後の成果（企業より）\n{row.comment}".strip()
                db.session.add(
                    Interaction(
                        negotiation_id=row.negotiation_id,
                        kind="note",
                        direction="in",
                        at=row.decided_at,
                        summary=summary,
                    )
                )


def _reminder(activity: Activity, organisation_id: int | None, months: int, _language: str) -> str:
    """As `crm.outcomes.contents.reminder` writes it for a Japanese reader, without the web around it."""
    name = activity.names[0].text
    if organisation_id is None:
        return f"{name}の{months}か月後の成果を記録する"
    return f"{contacts.organisation_names([organisation_id])[organisation_id]}に{name}の{months}か月後の成果を確認する"
