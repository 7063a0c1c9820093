"""Who interprets at visits and talks, that nobody does yet, and by what the hired are reached."""

from datetime import time

import pytest

from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.contacts.models import ContactPoint
from crm.core.database import db, writing
from crm.documents import rules
from crm.matching.models import MatchingMeeting
from crm.missions.models import ItineraryItem
from crm.missions.queries import fact, whole
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_packs import html, pack
from tests.matching import tables
from tests.missions import voyage

pytestmark = pytest.mark.once


@pytest.mark.usefixtures("session")
def test_who_interprets_or_that_nobody_does_yet_is_said_wherever_a_visit_or_a_talk_stands() -> None:
    """Only the sheet of a visit said that nobody interprets; a talk had a dash, and who interprets talks no number."""
    mission = journey.mission(visits=2)
    id = tables.opened(activity=mission)
    lin = tables.interpreter(id, "林 美玉")
    knit, rice = tables.joined(
        id, "maker", *(book.organisation(name, "ja", country="JP") for name in ("丸屋ニット", "見附米穀"))
    )
    store = tables.joined(id, "counterpart", book.organisation("延吉百货大楼"))[0]
    tables.wish(id, knit, store, interpreting="needed")
    tables.wish(id, rice, store, interpreting="needed")
    tables.talk(id, knit, store)
    second = tables.talk(id, rice, store, at=1)
    with writing(), action(CHANGED, by=None):
        db.session.add(ContactPoint(person_id=lin.id, kind="mobile", value="139-0000-0001", normalised="1"))
        db.session.get_one(MatchingMeeting, second.id).interpreter_id = None
        db.session.commit()
    driver = book.person("王 司机", "zh-Hans")
    with writing(), action(CHANGED, by=None):
        db.session.add(ContactPoint(person_id=driver.id, kind="mobile", value="139-0000-0002", normalised="2"))
        db.session.commit()
    voyage.item(voyage.fresh(mission), kind="transfer", title="移動", contact_id=driver.id, start=time(6), end=time(7))
    mission = voyage.fresh(mission)
    for wish in (
        {"chosen": ["itinerary"]}, {"chosen": ["visit_list"], "audience": "host"}, {"kind": rules.POCKET},
        {"chosen": ["matching"]}, {"chosen": ["visits"]},
    ):  # fmt: skip
        assert "<b>未手配</b>" in html(mission, **wish), wish
    for wish in ({"chosen": ["use"]}, {"kind": rules.POCKET}):
        assert ["139-0000-000" + last in html(mission, **wish) for last in "12"] == [True, True], wish
    [other, gap] = [gap for gap in whole(fact(mission), user=cast.user()).mendable() if gap.table_id]
    assert (other.kind, gap.kind, gap.table_id) == ("host", "interpreter", id)
    assert str(gap.text).endswith("商談会: talks without the interpreter they need: 1.")
    assert whole(pack(mission).facts, user=cast.user()).gaps.count(gap) == 1


@pytest.mark.usefixtures("session")
def test_interpreters_of_the_delegation_are_no_assignment_to_each_item() -> None:
    """Each sheet printed all interpreters of a pasted list as if they had been assigned to it."""
    mission = journey.mission(visits=1)
    pak = voyage.delegate(mission, book.person("朴明哲", "zh-Hans"), role="interpreter")
    shown = html(voyage.fresh(mission), chosen=["visits"], language="en")
    assert "(with the delegation; nobody is assigned to this item)" in shown
    entry = next(entry for entry in fact(voyage.fresh(mission)).entries if entry.item.organisation_id)
    with writing(), action(CHANGED, by=None):
        db.session.get_one(ItineraryItem, entry.item.id).interpreter_id = pak.person_id
        db.session.commit()
    shown = html(voyage.fresh(mission), chosen=["visits"], language="en")
    assert "nobody is assigned to this item" not in shown


@pytest.mark.usefixtures("session")
def test_a_dinner_with_hosts_says_who_interprets_and_a_lunch_on_the_way_does_not() -> None:
    """A dinner with people of another language had no line for an interpreter, whoever went along."""
    mission = journey.mission(visits=0)
    for title, clock in (("市場で昼食", 12), ("商務局の歓迎夕食会", 18)):
        voyage.item(voyage.fresh(mission), kind="meal", title=title, start=time(clock), end=time(clock + 1))
    asked = {"chosen": ["itinerary"]}, {"chosen": ["itinerary"], "audience": "host"}, {"kind": rules.POCKET}
    for wish in asked:
        lunch, dinner = html(voyage.fresh(mission), **wish).rpartition("市場で昼食")[2].split("商務局の歓迎夕食会")
        assert ("未手配" in lunch, "未手配" in dinner) == (False, True), wish
    guide = book.person("全英爱", "zh-Hans")
    voyage.delegate(voyage.fresh(mission), guide, role="interpreter")
    for wish in asked:
        lunch, dinner = html(voyage.fresh(mission), **wish).rpartition("市場で昼食")[2].split("商務局の歓迎夕食会")
        assert ("全英爱" in lunch, "全英爱" in dinner) == (False, True), wish
        assert "未手配" not in dinner
    assert not [gap for gap in fact(voyage.fresh(mission)).gaps if gap.kind == "interpreter"]


@pytest.mark.usefixtures("session")
def test_who_is_only_invited_to_interpret_leaves_each_visit_to_be_arranged() -> None:
    """Sheets printed “none” of seven visits whose interpreter had been invited and had not answered."""
    mission = journey.mission(visits=1)
    voyage.delegate(mission, book.person("全英爱", "zh-Hans"), role="interpreter", status="invited")
    shown = html(voyage.fresh(mission), chosen=["visits"])
    assert "<b>未手配</b>" in shown
    assert "全英爱" not in shown
    assert [gap for gap in fact(voyage.fresh(mission)).gaps if gap.kind == "interpreter"]


@pytest.mark.usefixtures("session")
def test_an_event_whose_tables_have_interpreters_does_not_say_that_nobody_is_assigned() -> None:
    mission = journey.mission(visits=0)
    voyage.delegate(mission, book.person("全英爱", "zh-Hans"), role="interpreter")
    voyage.item(voyage.fresh(mission), kind="matching", title="延吉商談会", start=time(14), end=time(16))
    for wish in ({"chosen": ["itinerary"]}, {"chosen": ["itinerary"], "audience": "host"}, {"kind": rules.POCKET}):
        assert "担当は未定" not in html(voyage.fresh(mission), **wish), wish
