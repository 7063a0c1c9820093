"""A mission that is over, and its report as it is drafted, shown and approved."""

from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core.database import db, writing
from crm.documents import contents, rules
from crm.documents.contents import FrozenReport, Report
from crm.missions import services as missions
from crm.missions.models import ItineraryItem
from crm.reports import queries, services
from crm.reports.models import MissionReport
from tests import cast
from tests.documents import journey
from tests.kept import kept
from tests.missions import voyage
from tests.reports import writing as reports


def back_home(monkeypatch: pytest.MonkeyPatch) -> Activity:
    """The mission a week after its return: every item was held, one talk was minuted."""
    id = _held()
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-21T03:00:00+00:00"))
    return activities.one(id, user=cast.user())


@kept
def _held() -> int:
    made = journey.mission(visits=1)
    seen = contents.briefing(rules.wish(made.id, kind=rules.BRIEFING, language="ja"), user=cast.user()).facts.visits[0]
    assert seen.organisation is not None
    journey.talk(
        seen.organisation,
        seen.hosts[0].person,
        starts=datetime(2026, 12, 11, 9),
        activity=made,
        our_offer="FOB 1,980円",
    )
    with writing():
        for entry in seen_items(made):
            missions.move_item(voyage.anew(entry), status="done", by=None)
        db.session.commit()
    return made.id


def seen_items(mission: Activity) -> list[ItineraryItem]:
    return list(db.session.scalars(select(ItineraryItem).where(ItineraryItem.activity_id == mission.id)))


def begun(mission: Activity, language: str = "ja", **written: str) -> MissionReport:
    """A draft with the texts that the product drafts, some of them replaced."""
    return reports.fresh(_begun(mission.id, language, **written))


@kept
def _begun(mission_id: int, language: str, **written: str) -> int:
    texts = contents.drafted(mission_id, language, user=cast.user())
    mission = activities.one(mission_id, user=cast.user())
    return reports.begun(mission, language=language, **(texts | written)).id


def content(report: MissionReport, audience: str = "internal") -> Report | FrozenReport:
    wish = rules.wish(
        report.activity_id, kind=rules.REPORT, language=report.language, audience=audience, report_id=report.id
    )
    return contents.told(wish, user=cast.user())


def html(report: MissionReport, audience: str = "internal") -> str:
    found = content(report, audience)
    return contents.bare_html(found, contents.imprint(found))


def approve(report: MissionReport) -> MissionReport:
    with writing():
        services.submit(queries.one(report.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    for role in reports.CHAIN.values():
        with writing():
            row, user = queries.one(report.id, user=cast.user(role)), cast.user(role)
            freeze = partial(contents.frozen, row, user=user)
            services.decide(row, approve=True, comment="", by=user, freeze=freeze)
            db.session.commit()
    return reports.fresh(report.id)
