"""Visits: hosts by rank, who sits where, the list of hosts to visit, and what came of it."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts.models import Organisation
from crm.contacts.rules import AffiliationInput
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.meetings import services as meetings
from crm.meetings.services import TalkInput
from crm.missions import queries, rules
from crm.missions.models import ItineraryItem
from crm.missions.services import VisitInput
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import posted, text
from tests.missions.test_item_pages import ITEM


@pytest.mark.once
def test_the_second_sits_on_the_right_hand_of_the_first_and_the_third_on_the_left() -> None:
    assert [(s.index, s.place, s.row) for s in rules.seats(4)] == [(0, 0, 0), (1, 1, 0), (2, -1, 0), (3, 2, 0)]


@pytest.mark.once
def test_the_interpreter_sits_on_the_right_hand_of_the_first() -> None:
    assert [(s.index, s.place) for s in rules.seats(3, interpreted=True)] == [(0, 0), (2, 1), (1, -1)]
    assert [(s.index, s.place) for s in rules.seats(1, interpreted=True)] == [(0, 0)]


@pytest.mark.once
def test_nobody_shares_a_seat_and_a_large_delegation_sits_in_rows() -> None:
    found = rules.seats(20, interpreted=True)
    assert len({(s.place, s.row) for s in found}) == 20
    assert sorted(s.index for s in found) == list(range(20))
    assert {s.row for s in found} == {0, 1, 2}


def test_hosts_stand_by_rank_and_guests_face_the_door(app: Flask) -> None:
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        clerk, manager, chief = (
            book.person(name, affiliations=[AffiliationInput(bureau.id, title=title, title_rank=rank, is_primary=True)])
            for name, title, rank in (("孙浩", "科长", 6), ("朴春花", "经理", 5), ("刘新春", "总经理", 5))
        )
        quan = book.person("全英爱")
        mission = voyage.mission()
        voyage.delegate(mission, name="髙橋 直樹", role="head")
        voyage.delegate(mission, name="小林 里美")
        voyage.item(mission, host=bureau, hosts=[clerk.id, manager.id, chief.id], interpreter_id=quan.id)
        facts = queries.facts(mission.id, user=cast.user())
        (visit,) = facts.visits
        assert [host.title for host in visit.hosts] == ["总经理", "经理", "科长"], "5 leaves the rank to the title"
        seating = queries.seating(visit, facts.delegation, "ja")
        assert [(seat.place, who.name) for seat, who in seating.guests] == [
            (0, "髙橋 直樹"), (1, "全英爱"), (-1, "小林 里美"),
        ]  # fmt: skip
        assert [(seat.place, who.name) for seat, who in seating.hosts] == [(0, "刘新春"), (1, "朴春花"), (-1, "孙浩")]


def test_every_interpreter_of_the_delegation_has_a_seat_and_one_sits_by_the_head(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        for name, role in (
            ("崔成浩", "head"),
            ("朴明哲", "interpreter"),
            ("欧阳静", "interpreter"),
            ("马骏", "member"),
        ):
            voyage.delegate(mission, name=name, role=role)
        voyage.item(mission, host=book.organisation("秋田県庁"))
        facts = queries.facts(mission.id, user=cast.user())
        seating = queries.seating(facts.visits[0], facts.delegation, "zh-Hans")
        assert [who.name for _seat, who in seating.guests] == ["崔成浩", "朴明哲", "马骏", "欧阳静"]
        assert not any(who.firm for _seat, who in seating.guests)
        for firm in ("株式会社甲", "株式会社乙"):
            body = book.organisation(firm)
            voyage.delegate(voyage.fresh(mission), book.person("佐藤 健一", "ja", at=body), organisation_id=body.id)
        facts = queries.facts(mission.id, user=cast.user())
        seated = [who for _seat, who in queries.seating(facts.visits[0], facts.delegation, "ja").guests]
        assert {who.firm.text for who in seated if who.firm} == {"株式会社甲", "株式会社乙"}, "two of one name"


def test_who_presents_sits_in_the_first_row(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        parts = [voyage.delegate(mission, name=f"団員 {number}", role="head" if number == 0 else "member")
                 for number in range(9)]  # fmt: skip
        last = parts[-1].id
        voyage.item(mission, host=book.organisation("秋田県庁"), visit=VisitInput(presenter_id=last))
        facts = queries.facts(mission.id, user=cast.user())
        (visit,) = facts.visits
        row = [who.name for seat, who in queries.seating(visit, facts.delegation, "ja").guests if seat.row == 0]
        assert "団員 8" in row
        assert row[0] == "団員 0", "nobody sits before the head"


def test_what_came_of_a_visit_is_kept_and_shown(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        chief = book.person("李明淑", at=bureau, title="局长")
        mission = voyage.mission()
        head = voyage.delegate(mission, name="髙橋 直樹").id
        id, ids = mission.id, {"organisation_id": str(bureau.id), "hosts": str(chief.id)}
    cast.sign_in(client)
    came = {
        "presenter_id": str(head),
        "gifts_received": "高麗人参",
        "photos": "forbidden",
        "result": "見積を依頼された",
    }
    assert posted(client, f"/missions/{id}/items/new", ITEM | ids | came).status_code == 303
    with app.app_context():
        (item,) = queries.items(id)
        page = f"/missions/items/{item.id}"
    shown = text(client, page)
    for words in ("高麗人参", "Forbidden", "見積を依頼された", '<g lang="zh-Hans">', "Seating"):
        assert words in shown
    listed = text(client, f"/missions/{id}/visits")
    assert "李明淑" in listed
    assert "Director" in listed, "as the table of posts tells 局长 in English"
    assert "not arranged yet" in listed.split('data-label="Interpreter"')[1].split("</td>")[0]
    assert posted(client, f"{page}/edit", ITEM | ids | {"presenter_id": "999999"}).status_code == 422


def test_a_presenter_is_one_of_the_delegation(app: Flask) -> None:
    with app.app_context():
        mission, other = voyage.mission(), voyage.mission()
        stranger = voyage.delegate(other).id
        with pytest.raises(Refused) as refusal:
            voyage.item(mission, visit=VisitInput(presenter_id=stranger))
        assert refusal.value.field == "presenter_id"


def talked(item: ItineraryItem, body: Organisation, **changes: Any) -> None:
    record = TalkInput(
        organisation_id=body.id, activity_id=item.activity_id, itinerary_item_id=item.id, subject="懇談",
        starts=datetime(2026, 12, 11, 9), timezone="Asia/Shanghai", theirs=[book.person("金花", at=body).id], **changes,
    )  # fmt: skip
    with writing():
        meetings.log(record, by=cast.user())
        db.session.commit()


def test_a_visit_that_names_nobody_is_to_whom_its_talk_was_with(app: Flask) -> None:
    with app.app_context():
        bureau, rice = book.organisation("延吉市商务局"), book.organisation("アイリトク米業", "ja")
        mission = voyage.mission()
        titles = {
            "表敬訪問": bureau,
            "企業訪問：アイリトク米業": None,
            "経済交流会議": None,
            "企業訪問：アイリトク": rice,
        }
        items = [
            voyage.item(mission, title=title, kind="conference" if "会議" in title else "visit") for title in titles
        ]
        for item, host in zip(items, titles.values(), strict=True):
            talked(item, host or bureau)
        taken = [queries.item(item.id, user=cast.user()) for item in items]
        assert [item.organisation_id for item in taken] == [host and host.id for host in titles.values()]
        assert taken[0].version == 2
        shown = {gap.kind for gap in queries.facts(mission.id, user=cast.user()).gaps if gap.item_id == items[0].id}
        assert "host" not in shown
        talked(items[0], rice)
        assert queries.item(items[0].id, user=cast.user()).organisation_id == bureau.id, "the first talk tells"


def test_guests_are_received_by_our_side_of_their_talk(app: Flask) -> None:
    with app.app_context():
        sender, firm = book.organisation("延吉市商务局"), book.organisation("北都木工", "ja")
        mission = voyage.mission(direction="inbound", type="inbound_delegation", sender_organisation_id=sender.id)
        item = voyage.item(mission, title="表敬訪問")
        talked(item, sender, our_organisation_id=firm.id)
        assert queries.item(item.id, user=cast.user()).organisation_id == firm.id
