"""The papers of a fair: the packing list and who stands at which booth when, in two languages."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.fairs import contents, queries, services
from crm.fairs.models import BoothShift
from crm.users.models import User
from crm.web.locale import speak
from crm.wordings import services as wordings
from tests.cast import sign_in, user
from tests.contacts import book
from tests.fairs import stand
from tests.missions import voyage
from tests.pdf.paper import text as text_of
from tests.products import test_products as goods
from tests.products import test_samples as samples


def told(html: str) -> list[list[str]]:
    """The rows of the table of a paper, without their tags."""
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [[" ".join(re.sub("<.*?>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
            for row in rows]  # fmt: skip


def printed(what: str, fair: int, language: str, by: User | None = None) -> str:
    reader = by or user()
    speak(language)
    return str(getattr(contents, what)(queries.fair(fair, user=reader), user=reader))


def test_shifts_stand_by_day_and_booth_with_interpreter_and_where_nobody_is_planned(app: Flask) -> None:
    with app.test_request_context():
        at = stand.stand()
        lee, kim = book.person().id, book.person("김설화", at=book.organisation("연길상사", "ko", country="CN")).id
        stand.shift(at.booth, lee, day=stand.FIRST, begins="13:00", ends="17:00")
        stand.shift(at.booth, kim, day=stand.FIRST, begins="09:00", ends="17:00", role="interpreter")
        gone = stand.shift(at.booth, lee, day=stand.LAST)
        with writing():
            services.remove_part(queries.part(BoothShift, gone.id, user=user()), by=user())
            db.session.commit()
        other = stand.booth(stand.fair(names={"ja": "別の展示会"}), number="Z9")
        stand.shift(other.id, lee, day=stand.FIRST)
        rows = told(printed("shifts", at.fair, "ja"))
    days = [row[0] for row in rows if len(row) == 1]
    assert [day.split(" ")[0] for day in days] == [
        "2026年12月10日（木）",
        "2026年12月11日（金）",
        "2026年12月12日（土）",
    ]
    first = rows[rows.index([days[0]]) + 1 : rows.index([days[1]])]
    assert [(row[1], row[3].split(" ")[0]) for row in first] == [("09:00–17:00", "通訳"), ("13:00–17:00", "ブース担当")]
    assert ["김설화" in first[0][2], "李明淑" in first[1][2]] == [True, True]
    assert [row[1].split(" ")[0] for row in rows if "3 B12" in row[0] and len(row) == 2] == [
        "担当者はまだ決まっていません。"
    ] * 2
    assert "Z9" not in str(rows)


@pytest.mark.parametrize(
    ("language", "second", "word"),
    [
        ("ja", "zh-Hans", "携带人"),
        ("zh-Hans", "ja", "運ぶ人"),
        ("ko", "zh-Hans", "携带人"),
        ("en", "zh-Hans", "携带人"),
    ],
)
def test_a_paper_of_a_fair_has_the_language_of_its_place_beside_the_readers(
    app: Flask, language: str, second: str, word: str
) -> None:
    with app.test_request_context():
        at = stand.stand()
        stand.thing(at.booth, "のぼり旗", 3)
        with writing():
            wordings.give("のぼり旗", language="zh-Hans", text="展台旗帜", by=user())
            db.session.commit()
        html = printed("packing", at.fair, language)
    assert set(re.findall(r'<small class="there" lang="(.*?)">', html)) == {second}
    assert f'<small class="there" lang="{second}">{word}</small>' in html
    assert "展台旗帜" in html, "what somebody put into the other language stands there, too"


@pytest.mark.printed
def test_the_shifts_print_and_a_fair_that_one_does_not_see_does_not(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.stand()
        stand.shift(at.booth, book.person().id, day=stand.FIRST, note="鍵を持つ")
    sign_in(client, language="en")
    paper = text_of(client.get(f"/fairs/missions/{at.fair}/shifts.pdf").data)
    assert all(
        each in paper for each in ("Thu 10 Dec 2026", "2026年12月10日（周四）", "all day", "鍵を持つ", "Booth staff")
    )
    assert "Thu 10 Dec 2026 · 2026年12月10日（周四）" in " ".join(paper.split()), "two days do not run together"
    assert client.get("/fairs/missions/999/shifts.pdf").status_code == 404
    panel = client.get(f"/fairs/panels/activities/{at.fair}").text
    assert f"/fairs/missions/{at.fair}/shifts.pdf" in panel


def test_who_carries_samples_is_written_for_its_readers_as_who_carries_a_thing(app: Flask) -> None:
    with app.test_request_context():
        at = stand.stand()
        who = book.person("李明淑", "zh-Hans", forms=book.MINGSHU_FORMS)
        part = voyage.delegate(voyage.fresh_in(at.fair), who)
        goods.carry(at.fair, at.product)
        samples.listed(at.fair, at.product, quantity=3, carrier_id=part.id)
        stand.thing(at.booth, "のぼり旗", 3, carrier_id=who.id)
        carriers = [row[5] for row in told(printed("packing", at.fair, "en"))[1:]]
    assert len(carriers) == 2
    assert carriers[0] == carriers[1]
    assert "Li Mingshu" in carriers[1]
