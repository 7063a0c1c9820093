"""A report in the hands of its writers and approvers, with what a test does not care about filled in."""

from typing import Any

from crm.activities.models import Activity
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.reports import queries, rules, services
from crm.reports.models import MissionReport
from tests import cast

#: The usual chain: the coordinator in charge, then the management as chair.
CHAIN = {"in_charge": Role.COORDINATOR, "chair": Role.MANAGEMENT}


def fresh(id: int) -> MissionReport:
    """The report read in a transaction of its own."""
    db.session.expire_all()
    return queries.one(id, user=cast.user(Role.ADMIN))


def begun(activity: Activity, *, language: str = "ja", form: str = rules.FULL, **texts: str) -> MissionReport:
    """A draft with its chain named."""
    chain = {post: cast.user(role).id for post, role in CHAIN.items()}
    writer = cast.user()
    with writing():
        made = services.open_report(activity, language=language, form=form, texts=texts, by=writer)
        db.session.flush()
        services.name_chain(made, chain, by=writer)
        db.session.commit()
    return fresh(made.id)


def submitted(activity: Activity, **texts: Any) -> MissionReport:
    """A report that waits for its first approver."""
    made = begun(activity, **texts)
    with writing():
        services.submit(queries.one(made.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    return fresh(made.id)


def decide(
    report: MissionReport, role: Role, *, approve: bool = True, comment: str = "", **frozen: Any
) -> MissionReport:
    """One decision; `frozen` is what the last one keeps."""
    user = cast.user(role)
    with writing():
        row = queries.one(report.id, user=user)
        services.decide(row, approve=approve, comment=comment, by=user, freeze=lambda: frozen)
        db.session.commit()
    return fresh(report.id)


def approved(activity: Activity, *, language: str = "ja", **frozen: Any) -> MissionReport:
    """A report that went through its whole chain."""
    report = submitted(activity, language=language)
    for post in rules.POSTS:
        if post in CHAIN:
            report = decide(report, CHAIN[post], **frozen)
    return report
