"""An item is called in the reader's language where somebody gave it a title in that one (domain.md §1.5)."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session, scoped_session

from crm.core.errors import Refused
from crm.documents.contents import Imprint, bare_html, filled
from crm.documents.rules import wish
from crm.missions import queries
from tests import cast
from tests.contacts.pages import opened
from tests.missions import voyage
from tests.missions.browser import text

BOTH: dict[str, Any] = {"title": "空港からホテルへ", "kind": "transfer", "titles": {"zh-Hans": "从机场前往酒店"}}


def test_the_hosts_edition_and_their_calendar_say_the_title_in_their_language(session: scoped_session[Session]) -> None:
    mission = voyage.mission()
    voyage.item(mission, **BOTH)
    for language, title in (("zh-Hans", "从机场前往酒店"), ("ja", "空港からホテルへ"), ("ko", "空港からホテルへ")):
        pack = filled(wish(mission.id, kind="briefing", language=language), user=cast.user())
        assert title in bare_html(pack, Imprint("1", 1, date(2026, 12, 1), "小林"))
        event = Calendar.from_ical(queries.calendar(voyage.fresh(mission), language=language)).walk("VEVENT")[0]
        assert str(event["SUMMARY"]) == title


def test_a_title_in_an_unknown_language_is_refused_and_one_in_the_first_is_the_title(
    session: scoped_session[Session],
) -> None:
    mission = voyage.mission()
    with pytest.raises(Refused):
        voyage.item(mission, title="移動", titles={"tlh": "leng"})
    item = voyage.item(mission, title="移動", titles={"ja": "別名", "en": "Transfer", "ko": ""})
    assert item.titles == {"en": "Transfer"}
    said = {language: item.titled(language) for language in ("ja", "en", "ko")}
    assert said == {"ja": ("移動", "ja"), "en": ("Transfer", "en"), "ko": ("移動", "ja")}


def test_the_office_writes_titles_in_the_form_and_each_reader_sees_their_own(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission()
        item = voyage.item(mission, **BOTH | {"kind": "visit"}).id
        id = mission.id
    cast.sign_in(client)  # reads English
    assert "空港からホテルへ" in text(client, f"/missions/{id}/itinerary")
    form = opened(client, f"/missions/items/{item}/edit", "title_en")
    assert form["title_zh"] == "从机场前往酒店"
    assert client.post(f"/missions/items/{item}/edit", data=form | {"title_en": "To the hotel"}).status_code == 303
    page = text(client, f"/missions/{id}/itinerary")
    assert "To the hotel" in page
    assert "空港からホテルへ" not in page  # nor among the gaps


WORDS: dict[str, Any] = {
    "venue": "延吉空港", "transport": "貸切バス", "dress": "作業服",
    "address": "延吉市朝阳川镇", "texts": {
        "zh-Hans": {"venue": "延吉机场", "transport": "包车"}, "ko": {"dress": "작업복", "address": "연길시 조양천진"},
    },
}  # fmt: skip


def test_what_papers_tell_of_an_item_is_said_in_their_language(session: scoped_session[Session]) -> None:
    mission = voyage.mission()
    voyage.item(mission, **BOTH | WORDS)
    for language, said, original in (
        ("zh-Hans", ["延吉机场", "包车", "延吉市朝阳川镇"], ["作業服"]), ("ko", ["작업복"], ["貸切バス"]),
    ):  # fmt: skip
        for kind in ("briefing", "pocket"):
            pack = filled(wish(mission.id, kind=kind, language=language), user=cast.user())
            html = bare_html(pack, Imprint("1", 1, date(2026, 12, 1), "小林"))
            assert [text for text in said if text not in html or f'lang="ja">{text}' in html] == []
            assert [text for text in original if f'<span lang="ja">{text}</span>' not in html] == []
            assert ("연길시 조양천진" in html) is (language == "ko")
        event = Calendar.from_ical(queries.calendar(voyage.fresh(mission), language=language)).walk("VEVENT")[0]
        assert all(text in f"{event['LOCATION']} {event['DESCRIPTION']}" for text in said)


def test_a_text_that_was_only_translated_is_the_text_and_unknown_ones_are_left_out(
    session: scoped_session[Session],
) -> None:
    told = {"ko": {"venue": "연길공항", "notes": "?", "address": "연길시"}, "tlh": {"dress": "Sut"}}
    item = voyage.item(voyage.mission(), texts=told)
    assert (item.venue, item.dress, item.address) == ("연길공항", "", ""), "no driver there reads that address"
    assert item.texts == {"ko": {"venue": "연길공항", "address": "연길시"}}


def test_the_office_writes_them_in_the_form(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission()
        item, id = voyage.item(mission, **BOTH | WORDS).id, mission.id
    cast.sign_in(client)  # reads English
    form = opened(client, f"/missions/items/{item}/edit", "venue_en")
    assert (form["venue_zh"], form["dress_ko"], form["address_ko"]) == ("延吉机场", "작업복", "연길시 조양천진")
    assert client.post(f"/missions/items/{item}/edit", data=form | {"venue_en": "Yanji airport"}).status_code == 303
    assert "Yanji airport" in text(client, f"/missions/{id}/itinerary")
