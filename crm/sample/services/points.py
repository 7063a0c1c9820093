"""The sample's open points: what is still asked in the talks about knitwear, and what was answered."""

from datetime import date, timedelta

from crm.audit.services import action
from crm.core.database import db
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register
from crm.talks.models import EarlierAnswer, OpenPoint


def load_points(register: Register) -> None:
    """Every point with its answer; one that was opened again keeps the answer that did not settle it."""
    for row in own_data("points"):
        case = register.negotiations[row["case"]]
        asked, answered, reopened = (_day(row[name]) for name in ("asked", "answered", "reopened"))
        if asked is None:
            raise ValueError(f"a point of {row['case']} says no day")
        point = OpenPoint(
            negotiation_id=case.id,
            text=row["text"],
            side=row["side"],
            organisation_id=register.organisations[row["organisation"]].id if row["organisation"] else None,
            asked_on=asked,
            waits_since=reopened or asked,
            due_on=_day(row["due"]),
            earlier=[],
        )
        if answered is not None and reopened is not None:
            point.earlier.append(
                EarlierAnswer(
                    answered_on=answered,
                    answer=row["answer"],
                    reopened_on=reopened,
                    reason=row["reason"],
                    waited_since=asked,
                )
            )
        elif answered is not None:
            point.answered_on, point.answer = answered, row["answer"]
        with action(rules.LOADED, by=next(user for user in register.users.values() if user.id == case.owner_id)):
            db.session.add(point)
            db.session.flush()


def _day(told: str) -> date | None:
    return rules.TODAY + timedelta(days=int(told)) if told else None
