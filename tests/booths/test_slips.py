"""Slips of consent on paper: the words of the phone, empty ticks, in two languages, and nothing of anybody."""

import re
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from crm.booths import contents, rules
from crm.booths.contents import SLIPS_A_SHEET, notices, slips
from crm.booths.queries import fair_of
from crm.charts import qr
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.office import services as offices
from crm.office.queries import current
from tests.booths import stall
from tests.cast import sign_in, user
from tests.fairs import stand


def html(app: Flask, visitors: list[str], ours: str, booth: str = "") -> str:
    with app.test_request_context():
        return slips(fair_of(1), booth, visitors, ours)


def test_a_slip_says_in_both_languages_what_the_phone_says(app: Flask, client: FlaskClient, code: str) -> None:
    made = html(app, ["zh-Hans"], "ja", "A-12")
    assert made.count('<section class="consent">') == SLIPS_A_SHEET
    with app.app_context():
        _phone, key = stall.phone(stall.code(fair_of(1))[0])
    client.set_cookie("booth_1", key, path="/booths/")
    page = client.get("/booths/1/?lang=zh-Hans").get_data(as_text=True)
    for spoken in ("zh-Hans", "ja"):
        notice = re.search(f'data-spoken="{spoken}"[^>]*>([^<]+)</p>', page)
        assert notice is not None
        assert made.count(notice[1]) == SLIPS_A_SHEET
        ticks = re.findall(f'data-spoken="{spoken}"[^>]*>([^<]+)</span>', page)
        assert len(ticks) == 2
        assert all(made.count(tick) == SLIPS_A_SHEET for tick in ticks)
    assert made.count('<span class="box"></span>') == 2 * SLIPS_A_SHEET
    assert made.count(rules.NOTICE_VERSION) == SLIPS_A_SHEET
    assert made.count("A-12") == SLIPS_A_SHEET


def test_a_slip_tells_how_the_office_is_reached_and_the_page_warns_where_nothing_is_on_record(
    app: Flask, client: FlaskClient, code: str
) -> None:
    with app.app_context():
        fair = stall.fair().id
        office = current()
    bare = replace(office, phone="", mail="", addresses={}, fax="", website="")
    sign_in(client)
    for known, told in ((replace(bare, phone="0258-62-0000"), True), (bare, False)):
        with patch("crm.booths.contents.offices.current", return_value=known):
            made = html(app, ["ko"], "ja")
        assert ("62-0000" in made, "문의처" in made) == (told, told)
        assert known.is_reachable == told
    page = client.get(f"/booths/fairs/{fair}").get_data(as_text=True)
    assert ("cannot say whom" in page) == (not office.is_reachable)


def test_one_language_stands_once_and_each_has_a_sheet(app: Flask, code: str) -> None:
    alone = html(app, ["ko"], "ko")
    assert "<small lang=" not in alone
    assert html(app, ["ja", "zh-Hans", "ko", "en"], "ja").count('<div class="sheet">') == 4


def test_nothing_of_the_contacts_or_the_leads_stands_on_it(app: Flask, code: str) -> None:
    made = html(app, ["ja", "zh-Hans", "ko", "en"], "en")
    assert "延吉商品展" in made
    assert not [each for each in ("秘密", "来場者", "4433", code) if each in made]


def test_slips_are_printed_from_the_fair_and_from_its_booth(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair().id
        at, other = stand.booth(fair).id, stand.booth(stall.fair().id).id
    sign_in(client)
    page = client.get(f"/booths/fairs/{fair}").get_data(as_text=True)
    assert re.search('<option value="zh-Hans" lang="zh-Hans" selected>', page)
    panel = client.get(f"/booths/panels/booths/{at}").get_data(as_text=True)
    assert f'name="booth" value="{at}"' in panel

    def asked(id: int, **query: Any) -> Any:
        return client.get(f"/booths/fairs/{id}/slips.pdf", query_string=query)

    paper = asked(fair, visitor="zh-Hans", ours="ja", booth=at)
    assert paper.mimetype == "application/pdf"
    assert "Consent%20slips" in paper.headers["Content-Disposition"]
    assert asked(fair, visitor="fr").status_code == 404
    assert asked(fair, ours="fr").status_code == 404
    assert asked(fair, visitor="ko", booth=other).status_code == 404


def test_a_slip_carries_a_code_to_the_notice_where_the_office_has_a_public_address(app: Flask, code: str) -> None:
    assert 'class="qr"' not in html(app, ["ko"], "ja")
    with app.test_request_context():
        made = slips(fair_of(1), "", ["ko"], "ja", at="https://crm.example.jp/booths/notice")
    assert made.count(qr.drawn("https://crm.example.jp/booths/notice?lang=ko")[1]) == SLIPS_A_SHEET


def test_the_fair_s_paper_names_the_public_address(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = replace(app.extensions["settings"], base_url="https://crm.example.jp")
    monkeypatch.setitem(app.extensions, "settings", public)
    with app.app_context():
        fair = stall.fair().id
    sign_in(client)
    with patch.object(contents, "slips", return_value="<p>slips</p>") as printed:
        client.get(f"/booths/fairs/{fair}/slips.pdf")
    assert printed.call_args.kwargs == {"at": "https://crm.example.jp/booths/notice"}


@pytest.mark.parametrize("spoken", ["ja", "zh-Hans", "ko", "en"])
def test_the_notice_stands_for_anybody_in_the_language_of_its_address(
    app: Flask, client: FlaskClient, code: str, spoken: str
) -> None:
    answer = client.get("/booths/notice", query_string={"lang": spoken})
    told = answer.get_data(as_text=True)
    with app.test_request_context():
        words = notices()[spoken]
    assert all(escape(text) in told for text in (words.notice, words.may_store, words.may_share))
    assert f'<html lang="{spoken}">' in told
    assert rules.NOTICE_VERSION in told
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not [each for each in ("秘密", "来場者", "4433") if each in told]


def test_the_notice_gives_the_telephone_as_its_readers_dial_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing():
        row = offices.begin(by=user(Role.ADMIN))
        db.session.flush()
        offices.change(row, replace(current(), phone="0258-00-0000"), by=user(Role.ADMIN))
        db.session.commit()
    assert 'href="tel:0258-00-0000"' in client.get("/booths/notice?lang=ja").get_data(as_text=True)
    assert 'href="tel:+81258-00-0000"' in client.get("/booths/notice?lang=ko").get_data(as_text=True)
