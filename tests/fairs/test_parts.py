"""What belongs to a booth: what is refused, what is asked back, who sees it, and its pages."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.access import services as access
from crm.access.services import AccessInput
from crm.audit.models import AuditEntry
from crm.audit.queries import entries_of
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.fairs import queries, rules, services
from crm.fairs.models import BoothExhibitor, BoothShift, BoothThing
from crm.fairs.services import ExhibitorInput
from crm.wordings import services as wordings
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.fairs import stand
from tests.pdf.paper import text as text_of
from tests.products.test_products import made as product


@pytest.mark.parametrize(
    ("write", "said", "field"),
    [
        (stand.exhibitor, {"organisation_id": None}, "organisation_id"),
        (stand.exhibitor, {"organisation_id": 99_999}, "organisation_id"),
        (stand.exhibitor, {"organisation_id": "maker"}, "organisation_id"),
        (stand.exhibitor, {"organisation_id": "other", "product_ids": ["product"]}, "product_ids"),
        (stand.exhibitor, {"organisation_id": "other", "product_ids": [99_999]}, "product_ids"),
        (stand.shift, {"person_id": None}, "person_id"),
        (stand.shift, {"person_id": 99_999}, "person_id"),
        (stand.shift, {"role": "chef"}, "role"),
        (stand.shift, {"day": None}, "day"),
        (stand.shift, {"begins": "09:00"}, "ends"),
        (stand.shift, {"ends": "09:00"}, "begins"),
        (stand.shift, {"begins": "12:00", "ends": "09:00"}, "ends"),
        (stand.shift, {"begins": "12:00", "ends": "12:00"}, "ends"),
        (stand.thing, {"kind": "people"}, "kind"),
        (stand.thing, {"name": ""}, "name"),
        (stand.thing, {"quantity": 0}, "quantity"),
        (stand.thing, {"quantity": None}, "quantity"),
        (stand.thing, {"quantity": rules.MOST + 1}, "quantity"),
        (stand.thing, {"carrier_id": 99_999}, "carrier_id"),
    ],
)
@pytest.mark.once
def test_what_cannot_be_is_refused_beside_its_field(
    app: Flask, write: Callable[..., Any], said: dict[str, Any], field: str
) -> None:
    with app.app_context():
        at = stand.stand()
        stand.exhibitor(at.booth, at.maker)
        ids = {"maker": at.maker, "product": at.product, "other": book.organisation("別の会社", "ja", country="JP").id}
        told = {name: _meant(value, ids) for name, value in said.items()}
        if write is stand.shift:
            told = {"person_id": book.person().id} | told
        with pytest.raises(Refused) as refused:
            write(at.booth, **told)
        assert refused.value.field == field


def _meant(value: Any, ids: dict[str, int]) -> Any:
    if isinstance(value, list):
        return [_meant(each, ids) for each in value]
    return ids.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("one", "other", "met"),
    [
        (("", ""), ("", ""), True),
        (("", ""), ("09:00", "10:00"), True),
        (("09:00", "10:00"), ("", ""), True),
        (("09:00", "12:00"), ("11:59", "13:00"), True),
        (("09:00", "12:00"), ("12:00", "13:00"), False),
        (("12:00", "13:00"), ("09:00", "12:00"), False),
        (("09:00", "17:00"), ("10:00", "11:00"), True),
        (("10:00", "11:00"), ("09:00", "17:00"), True),
    ],
)
@pytest.mark.once
def test_when_two_shifts_of_a_day_meet(one: tuple[str, str], other: tuple[str, str], met: bool) -> None:
    assert rules.meet(*one, *other) is met


@pytest.mark.once
def test_one_person_at_two_booths_at_a_time_is_told_and_saved_only_once_confirmed(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = stand.stand()
        second, who = stand.booth(at.fair, number="C01").id, book.person().id
        stand.shift(at.booth, who, begins="09:00", ends="13:00")
    sign_in(client)
    path = f"/fairs/booths/{second}/shifts/new"
    said = opened(client, path, "day") | {
        "person_id": str(who), "person_id-typed": "李明淑", "person_id-shown": "李明淑", "role": "interpreter",
        "day": stand.FIRST.isoformat(), "begins": "12:00", "ends": "17:00",
    }  # fmt: skip
    asked = client.post(path, data=said)
    assert asked.status_code == 422
    assert "At this time they have a shift at booth 3 B12." in asked.get_data(as_text=True)
    with app.app_context():
        assert not queries.parts(BoothShift, [second], user=user()), "nothing is saved before somebody says so"
    assert client.post(path, data=said | {"odd_seen": "y"}).status_code == 303
    with app.app_context():
        assert [row.begins for row in queries.parts(BoothShift, [second], user=user())] == ["12:00"]


@pytest.mark.once
def test_what_is_odd_about_a_shift(app: Flask) -> None:
    with app.app_context():
        at = stand.stand()
        who, other = book.person().id, book.person("孙浩").id
        held = stand.shift(at.booth, who, begins="09:00", ends="12:00")
        booth = queries.booth(stand.booth(at.fair, number="C01").id, user=user())

        def doubts(person: int, day: Any = stand.FIRST, row: BoothShift | None = None, **clocks: str) -> set[str]:
            content = services.ShiftInput(person, day, **clocks)
            return set(services.shift_doubts(row or BoothShift(booth_id=booth.id), booth, content))

        assert doubts(who) == {"person_id"}
        assert doubts(who, begins="12:00", ends="17:00") == set()
        assert doubts(who, stand.LAST) == set()
        assert doubts(other) == set()
        assert doubts(other, stand.LAST + timedelta(days=1)) == {"day"}
        assert doubts(who, row=held) == set(), "a shift does not meet itself"


@pytest.mark.once
def test_a_shift_that_was_removed_or_of_a_cancelled_fair_meets_none(app: Flask) -> None:
    with app.app_context():
        at, who = stand.stand(), book.person().id
        row = stand.shift(at.booth, who)
        booth = queries.booth(at.booth, user=user())
        content = services.ShiftInput(who, stand.FIRST)
        assert services.shift_doubts(BoothShift(), booth, content)
        with writing():
            services.remove_part(queries.part(BoothShift, row.id, user=user()), by=user())
            db.session.commit()
        assert not services.shift_doubts(BoothShift(), queries.booth(at.booth, user=user()), content)


def test_a_leader_sees_what_belongs_to_the_booths_of_their_own_fairs(app: Flask) -> None:
    with app.app_context():
        leader, maker = user(Role.MISSION_LEADER), book.organisation("丸直ニット", "ja", country="JP").id
        theirs, foreign = stand.booth(stand.fair(leader_id=leader.id)).id, stand.booth(stand.fair()).id
        seen, hidden = stand.exhibitor(theirs, maker).id, stand.exhibitor(foreign, maker).id
        db.session.expire_all()
        assert [row.id for row in queries.parts(BoothExhibitor, [theirs, foreign], user=leader)] == [seen]
        with pytest.raises(NotVisible):
            queries.part(BoothExhibitor, hidden, user=leader)


@pytest.mark.once
def test_an_exhibitor_is_written_changed_removed_and_put_back_on_its_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.stand()
        second = product(at.maker, names={"ja": "マフラー"}).id
    sign_in(client)
    there, path = f"/fairs/booths/{at.booth}", f"/fairs/booths/{at.booth}/exhibitors/new"
    said = {
        "organisation_id": str(at.maker), "organisation_id-typed": "丸直ニット株式会社",
        "organisation_id-shown": "丸直ニット株式会社", "aim": "代理店を探す",
        "product_ids": [str(at.product), str(second)],
    }  # fmt: skip
    client.post(path, data=opened(client, path, "aim") | said)
    shown = text(client, there)
    assert all(told in shown for told in ("丸直ニット株式会社", "代理店を探す", "マフラー"))
    with app.app_context():
        [row] = queries.parts(BoothExhibitor, [at.booth], user=user())
        id = row.id
    edit = f"/fairs/booths/exhibitors/{id}/edit"
    client.post(edit, data=opened(client, edit, "aim") | {"product_ids": [str(second)]})
    assert f'/products/{at.product}"' not in text(client, there)
    client.post(f"/fairs/booths/exhibitors/{id}/remove", data=opened(client, path, "aim"))
    assert "代理店を探す" not in text(client, there)
    client.post(f"/fairs/booths/exhibitors/{id}/restore", data=opened(client, path, "aim"))
    assert "代理店を探す" in text(client, there)
    assert client.get(f"/fairs/booths/{at.booth}/people/new").status_code == 404


@pytest.mark.once
def test_the_history_of_a_booth_tells_which_products_an_exhibitor_shows(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.stand()
        scarf = product(at.maker, names={"ja": "マフラー"}).id
        id = stand.exhibitor(at.booth, at.maker, product_ids=[scarf]).id
        db.session.expire_all()
        with writing():
            row = queries.part(BoothExhibitor, id, user=user())
            services.write_exhibitor(row, ExhibitorInput(at.maker, [at.product]), by=user())
            db.session.commit()
        lines = db.session.execute(entries_of("booths", at.booth).where(AuditEntry.table_name == "exhibited_products"))
        assert sorted((line.changes["product_id"] for line, _key in lines), key=str) == sorted(
            [[None, scarf], [scarf, None], [None, at.product]], key=str
        )
    sign_in(client)
    told = text(client, f"/audit/booths/{at.booth}")
    assert told.count("マフラー") == 2, "shown, and no longer"
    assert "丸直ニット株式会社" in told


@pytest.mark.once
def test_an_exhibitor_that_was_added_anew_is_not_put_back_a_second_time(app: Flask) -> None:
    with app.app_context():
        at = stand.stand()
        gone = stand.exhibitor(at.booth, at.maker).id
        with writing():
            services.remove_part(queries.part(BoothExhibitor, gone, user=user()), by=user())
            db.session.commit()
        stand.exhibitor(at.booth, at.maker)
        with writing(), pytest.raises(Refused):
            services.restore_part(queries.part(BoothExhibitor, gone, user=user(), archived=True), by=user())


@pytest.mark.printed
@pytest.mark.once
def test_the_packing_list_says_what_goes_to_which_booth_with_whom(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.stand()
        stand.thing(at.booth, "のぼり旗", 3, carrier_id=book.person().id)
        stand.thing(at.booth, "カタログ", 200, kind="printed")
        gone = stand.thing(at.booth, "外したもの", 1).id
        with writing():
            services.remove_part(queries.part(BoothThing, gone, user=user()), by=user())
            db.session.commit()
        stand.thing(stand.booth(stand.fair(names={"ja": "別の展示会"})).id, "別の展示会のもの", 1)
    sign_in(client, language="ja")
    printed = text_of(client.get(f"/fairs/missions/{at.fair}/packing.pdf").data)
    assert all(told in printed for told in ("のぼり旗", "カタログ", "200", "3 B12", "李明淑"))
    assert "外したもの" not in printed
    assert "別の展示会のもの" not in printed
    with app.app_context(), writing():
        wordings.give("のぼり旗", language="zh-Hans", text="展台旗帜", by=user())
        db.session.commit()
    sign_in(client, language="zh-Hans")
    printed = text_of(client.get(f"/fairs/missions/{at.fair}/packing.pdf").data)
    assert "展台旗帜" in printed, "whoever packs reads what somebody has put into their language"
    assert printed.index("展台旗帜") < printed.index("のぼり旗"), "as it was typed it stands below, for the office"
    assert "カタログ" in printed, "what nobody has put into it stands as it was typed"


def test_a_product_that_the_country_of_the_fair_bars_is_told_before_it_is_planned(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = stand.stand()
        rule = AccessInput(
            country="CN", state="prohibited", category="knitwear", source_title="告示第9号",
            checked_on=date(2026, 10, 1), texts={"ja": "輸入できない。"},
        )  # fmt: skip
        with writing():
            access.make(rule, by=user())
            db.session.commit()
    sign_in(client)
    there = f"/fairs/booths/{at.booth}/exhibitors/new"
    form = opened(client, there, "organisation_id") | {
        "organisation_id": str(at.maker),
        "product_ids": [str(at.product)],
    }
    asked = client.post(there, data=form)
    assert (asked.status_code, "告示第9号" in asked.text) == (422, True)
    assert 'name="odd_seen"' in asked.text, "nothing was lost, and it can be said to be so all the same"
    assert client.post(there, data=form | {"odd_seen": "y"}).status_code == 303
    with app.app_context():
        [row] = queries.parts(BoothExhibitor, [at.booth], user=user())
        assert [each.product_id for each in row.products] == [at.product]
