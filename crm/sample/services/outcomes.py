"""The sample's outcomes: what came of the mission in August; some asked, some told, most still to be asked."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.core.database import db
from crm.outcomes import services
from crm.outcomes.models import Outcome
from crm.outcomes.rules import BY_LINK, BY_STAFF
from crm.outcomes.services import Answer
from crm.sample import rules
from crm.sample.services.register import Register, moment

ACTIVITY: Final = "m7a"
ANSWERS: Final = (
    (BY_LINK, Answer("terms", "expected", Decimal(1_200_000), "JPY", "年明けに数量を決める予定です。", "髙橋")),
    (BY_STAFF, Answer("sample_quote", "no", comment="サンプルの評価待ち。", name="長谷川")),
)


def load_outcomes(register: Register) -> None:
    """The questions of one mission with their reminders: two are answered, a third was asked."""
    by = register.users["kobayashi"]
    activity = activities.one(register.activities[ACTIVITY].id, user=by)
    services.prepare_activity(activity, today=rules.TODAY, phrase=_reminder, by=by)
    db.session.flush()
    statement = select(Outcome).where(Outcome.negotiation_id.is_not(None)).order_by(Outcome.due_on, Outcome.id)
    rows = list(db.session.scalars(statement))
    with action(rules.LOADED, by=by):
        for row in rows[: len(ANSWERS) + 1]:
            row.asked_at = moment(rules.TODAY - timedelta(days=9), 10)
    for row, (source, told) in zip(rows, ANSWERS, strict=False):
        at = moment(rules.TODAY - timedelta(days=2), 15)
        services.answer(row, told, source=source, by=None if source == BY_LINK else by, at=at)


def _reminder(activity: Activity, organisation_id: int | None, months: int, _language: str) -> str:
    """As `crm.outcomes.contents.reminder` writes it for a Japanese reader, without the web around it."""
    name = activity.names[0].text
    if organisation_id is None:
        return f"{name}の{months}か月後の成果を記録する"
    return f"{contacts.organisation_names([organisation_id])[organisation_id]}に{name}の{months}か月後の成果を確認する"
