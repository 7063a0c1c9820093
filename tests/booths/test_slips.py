"""Slips of consent on paper: the words of the phone, empty ticks, in two languages, and nothing of anybody."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from crm.booths import rules
from crm.booths.contents import SLIPS_A_SHEET, slips
from crm.booths.queries import fair_of
from tests.booths import stall
from tests.cast import sign_in
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
