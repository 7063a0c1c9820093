"""A pack that is printed again, or in another language: as of when it tells, whose agreements and words stand in it."""

import re
from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.rules import CHANGED
from crm.agreements.models import AgreementParty
from crm.audit.services import action
from crm.contacts.rules import OrganisationNameInput
from crm.core.database import db, writing
from crm.documents import contents
from crm.meetings.models import Meeting
from crm.wordings import services as wordings
from tests import cast
from tests.contacts import book
from tests.counterparts.test_links import made
from tests.documents import journey
from tests.documents.test_packs import IMPRINT, html, pack
from tests.insights import fairs
from tests.missions import voyage

pytestmark = pytest.mark.once
TODAY = "2026年12月20日現在"


def words(shown: str) -> str:
    return re.sub(r"\s*<[^>]*>\s*", "", shown)


def test_a_pack_of_a_mission_that_began_says_as_of_when_it_tells_how_cases_stand(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Printed a year later, the sheet of a visit said "performing" beside talks and agreements of before the visit."""
    trip = journey.mission(visits=0)
    host, maker = book.organisation("図們百貨店", "ja"), fairs.organisation()
    voyage.item(trip, title="訪問", start=time(9), end=time(10), host=host)
    journey.talk(host, book.person("孙浩", at=host), starts=datetime(2026, 9, 10, 2))
    running = fairs.case("lead signed executing", ours=maker, theirs=host, title="カーディガンの委託")
    fairs.case("lead lost", ours=maker, theirs=host, title="流れた話")
    deed = fairs.agreement(running, date(2026, 5, 3), status="in_force")
    fairs.keep(*(AgreementParty(agreement_id=deed.id, organisation_id=body.id) for body in (maker, host)))
    found = {}
    for day in ("2026-12-09", "2026-12-20", "2026-12-21"):
        monkeypatch.setattr("crm.core.clock.now", lambda day=day: datetime.fromisoformat(f"{day}T03:00:00+00:00"))
        found[day] = pack(voyage.fresh(trip), chosen=["visits"])
        shown = words(contents.bare_html(found[day], IMPRINT))
        told = [f"{head}（{TODAY}）" in shown for head in ("これまでの約束", "交渉案件", "不成立", "有効")]
        assert told == [day == "2026-12-20"] * 4, shown
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-20T03:00:00+00:00"))
    assert f"（{TODAY}）" in words(html(trip, chosen=["cases"]))
    days = (found["2026-12-20"], found["2026-12-21"])
    assert contents.digests(days[0], IMPRINT) == contents.digests(days[1], IMPRINT), "another day is no change"


def test_who_interprets_for_us_brings_no_agreement_of_another_region_into_our_pack(
    session: scoped_session[Session],
) -> None:
    """An interpreter from Yanji went along, and a memorandum of Akita with Yanbian stood there as ours."""
    trip = journey.mission(visits=0)
    ours, away = book.place(voyage.MITSUKE).id, book.place("222400").id
    chamber = book.organisation("見附商工会", "ja", country="JP", place_id=ours)
    host = book.organisation("図們百貨店", "ja", place_id=book.place(voyage.YANJI).id)
    agency = book.organisation("延边翻译社", place_id=book.place(voyage.YANJI).id)
    akita = fairs.place("05000").id
    voyage.delegate(trip, book.person("山田 花", "ja"), organisation_id=chamber.id)
    voyage.delegate(trip, book.person("全英爱", at=agency), organisation_id=agency.id, role="interpreter")
    voyage.item(trip, title="訪問", start=time(9), end=time(10), host=host)
    for place, day in ((ours, date(2024, 5, 1)), (akita, date(2023, 5, 1))):
        made(kind="economic_memo", place_id=place, other_place_id=away, signed_on=day)
    [sheet] = pack(voyage.fresh(trip)).sheets
    assert [line.link.signed_on for line in sheet.links] == [date(2024, 5, 1)]


def test_the_latest_talks_are_those_of_the_latest_hours_and_name_their_sides_as_the_pack_does(
    session: scoped_session[Session],
) -> None:
    """Of two talks on one day the earlier one stood there, since more had come of it; and its subject named a maker in
    another form than the page around it.
    """
    trip = journey.mission(visits=0)
    host = book.organisation("敦化商場", "ja", other_names=[OrganisationNameInput("敦化商场", "zh-Hans")])
    maker = book.organisation(
        "今町ニット工業", "ja", country="JP", other_names=[OrganisationNameInput("今町针织工业株式会社", "zh-Hans")]
    )
    voyage.item(trip, title="訪問", start=time(9), end=time(10), host=host)
    person = book.person("孙浩", at=host)
    firm: dict[str, Any] = {"our_organisation_id": maker.id}
    for number, moment in enumerate((datetime(2026, 9, 9, 2), datetime(2026, 9, 10, 2), datetime(2026, 9, 10, 3)), 1):
        journey.talk(host, person, starts=moment, subject=f"第{number}回", **firm)
    journey.talk(host, person, starts=datetime(2026, 9, 10, 4), subject="今町ニット工業 × 敦化商场", **firm)
    with writing(), action(CHANGED, by=None):
        for row in db.session.scalars(select(Meeting).where(Meeting.subject == "第2回")):
            row.result = "agreement_in_principle"
        db.session.commit()
    shown = words(html(voyage.fresh(trip), language="zh-Hans", chosen=["visits"]))
    assert "今町针织工业株式会社 × 敦化商场" in shown
    assert "今町ニット工業 ×" not in shown
    assert shown.index("× 敦化商场") < shown.index("第3回") < shown.index("第2回")
    assert "第1回" not in shown


def test_a_text_that_nobody_put_into_the_language_of_the_paper_says_in_which_it_is_written(
    session: scoped_session[Session],
) -> None:
    """Chinese packs held Japanese purposes and agendas, which only the page of printing told."""
    trip = journey.mission(visits=0)
    host = book.organisation("图们百货")
    voyage.item(
        trip, title="訪問", start=time(9), end=time(10), host=host, purpose="委託の条件を決める",
        agenda="点数\nかける率", transport="貸切のバス", venue="ホテルの広間",
    )  # fmt: skip
    marked = {language: words(html(voyage.fresh(trip), language=language, chosen=["itinerary", "visits"]))
              for language in ("zh-Hans", "ja")}  # fmt: skip
    assert "委託の条件を決める［日文原文］" in marked["zh-Hans"]
    assert "点数かける率［日文原文］" in marked["zh-Hans"]
    assert "貸切のバス［日文原文］" in marked["zh-Hans"]
    assert "ホテルの広間［" not in marked["zh-Hans"], "a name stays in its own script"
    assert "原文" not in marked["ja"]
    with writing():
        wordings.give_new({"委託の条件を決める": "商定寄售条件"}, language="zh-Hans", by=cast.user())
        db.session.commit()
    shown = words(html(voyage.fresh(trip), language="zh-Hans", chosen=["visits"]))
    assert "商定寄售条件" in shown
    assert "商定寄售条件［" not in shown
