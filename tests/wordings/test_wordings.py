"""In which language a text is, what it says in another, and the page that asks for it before printing."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.wordings import queries, rules, services
from tests import cast
from tests.documents import journey
from tests.missions.browser import posted, text


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "usual", "language", "guessed"),
    [
        ("春の新作ニット", "zh-Hans", "ja", False),
        ("견본 2점", "ja", "ko", False),
        ("总经理", "ja", "zh-Hans", True),
        ("市内視察", "zh-Hans", "zh-Hans", True),  # Han alone: nobody knows, so it is asked
        ("Cashmere blend", "ja", "en", True),
        ("CA 133", "ja", "", True),
        ("Hotel Okura Niigata", "ja", "", True),
        ("350 ml", "ja", "", True),
        ("18:30", "ja", "", False),
    ],
)
def test_the_script_of_a_text_tells_its_language_or_it_is_a_guess(
    typed: str, usual: str, language: str, guessed: bool
) -> None:
    assert rules.origin(typed, usual) == (language, guessed)


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "quoted", "is_gap"),
    [
        ("女性客が中心。「春节前最好卖」とのこと。", ["春节前最好卖"], True),
        ("「手ざわりはよい」（「手感不错」）", ["手感不错"], False),
        ("「予算を見直す」とのこと。", [], False),
        ("「東京」と「小千谷縮」", [], False),
        ("春节前最好卖とのこと。", [], False),
    ],
)
def test_what_a_text_quotes_in_another_language_keeps_it_and_is_a_gap_unless_it_says_what_it_means(
    app: Flask, typed: str, quoted: list[str], is_gap: bool
) -> None:
    assert [text for text, language in rules.runs(typed, "ja") if language != "ja"] == quoted
    assert "".join(text for text, _language in rules.runs(typed, "ja")) == typed
    words = queries.Wordings("ja", {}, {})
    assert words.told(typed, "ja") == (typed, "ja")
    assert (typed in words.met) is is_gap


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "language", "told"),
    [
        ("S・M・L・LL", "zh-Hans", "S、M、L、LL"),
        ("S・M・L", "ko", "S, M, L"),
        ("90、100", "en", "90, 100"),
        ("S・M・L", "ja", "S・M・L"),
        ("M/L", "en", "M/L"),
        ("S・フリー", "en", "S・フリー"),
    ],
)
def test_codes_are_parted_as_the_language_of_the_reader_does(app: Flask, typed: str, language: str, told: str) -> None:
    assert queries.Wordings(language, {}, {}).told(typed, "ja")[0] == told


def test_a_text_is_given_once_and_stands_wherever_it_is_printed(app: Flask) -> None:
    with app.app_context():
        with writing():
            services.give("販路を確かめる", language="ko", text="판로를 확인한다", by=None)
            services.give("見附ニット", language="ko", text="", by=None)
            services.say_language("市内視察", language="ja", by=None)
            db.session.commit()
        words = queries.in_language("ko")
        assert words.told("販路を確かめる \r\n", "ja") == ("판로를 확인한다", "ko")
        assert words.told("見附ニット", "ja") == ("見附ニット", "ja")  # stays as it is
        assert words.told("販路を確かめること", "ja") == ("販路を確かめること", "ja")  # changed: asked for again
        assert list(words.met) == ["販路を確かめること"]
        assert words.kept("人民路1号", "zh-Hans") == ("人民路1号", "zh-Hans")  # an address is no gap
        as_it_is = queries.Wordings("zh-Hans", {rules.digest_of("長谷川 薫"): "長谷川 薫"}, {})
        assert as_it_is.kept("長谷川 薫", "ja") == ("長谷川 薫", "ja"), "a name that stays as it is keeps its language"
        assert queries.in_language("zh-Hans").origin("市内視察", "zh-Hans") == ("ja", False)
        assert queries.in_language("ja").told("市内視察", "zh-Hans") == ("市内視察", "ja")


def test_nobody_writes_over_what_somebody_else_gave_meanwhile(app: Flask) -> None:
    with app.app_context(), writing():
        services.give("春夏の見本", language="ko", text="봄여름 견본", by=None)
        with pytest.raises(Refused, match="in the meantime"):
            services.give("春夏の見本", language="ko", text="다른 말", by=None)
        with pytest.raises(Refused, match="not printed"):
            services.give("春夏の見本", language="tlh", text="x", by=None)


def test_the_page_asks_for_each_text_that_is_not_in_the_language_of_the_document(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        id = journey.mission(visits=1).id
    cast.sign_in(client)
    there = f"/documents/missions/{id}/words?kind=briefing&lang=ko&parts=objectives"
    page = text(client, there)
    key = rules.digest_of("見附ニットは一点から")[:20]
    assert "見附ニットは一点から" in page
    assert f'name="text_{key}"' in page
    assert re.search(r"\d+ texts are not in Korean\.", text(client, f"/documents/missions/{id}?kind=briefing&lang=ko"))
    label = page.split(f'<label class="t-s" for="text_{key}">', 1)[1].split("</label>")[0]
    assert "見附ニットは一点から" in label, "who hears the field hears which text it is for"
    for told, said in (({}, "Nothing changed."), ({f"text_{key}": "  "}, "Nothing changed.")):
        answer = posted(client, there, told)
        assert said in text(client, answer.headers["Location"])
    assert posted(client, there, {f"text_{key}": "미쓰케 니트는 한 점부터"}).status_code == 303
    shown = text(client, there)
    assert re.search(rf'<textarea[^>]*name="text_{key}"[^>]*>\s*미쓰케 니트는 한 점부터', shown)
    preview = text(client, f"/documents/missions/{id}/preview?kind=briefing&lang=ko&parts=objectives")
    assert "미쓰케 니트는 한 점부터" in preview
    assert "見附ニットは一点から" not in preview


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "language", "is_gap"),
    [
        ("leaders' talks", "ja", True),
        ("company visits: 吉林衆鑫有機米グループ (farming), アイリトク米業 (rice)", "ja", True),
        ("visits: 図們無形文化財展覧館; border bridge at 図們", "ja", True),
        ("around 延吉市", "ja", True),
        ("회사 방문, dinner with guests", "ko", True),
        ("Visit to アイリトク米業", "en", True),
        ("Visit to 延吉市", "en", False),
        ("University of the Ryukyus 訪問", "ja", False),
        ("JETRO 秋田との打合せ", "ja", False),
        ("CA 133 便で移動", "ja", False),
        ("seoul@example.co.kr へ連絡", "ja", False),
        ("https://example.jp/our visit を見る", "ja", False),
        ("350 ml 入り", "ja", False),
        ("freee 訪問", "ja", False),
        ("Hotel Okura Niigata にて", "ja", False),
    ],
)
def test_words_of_another_language_are_text_also_where_somebody_said_that_it_is_of_the_paper(
    typed: str, language: str, is_gap: bool
) -> None:
    """An English programme stood in approved Japanese papers, and the check said that nothing was foreign."""
    words = queries.Wordings(language, {}, {})
    words.read(typed, language)
    assert (typed in words.met) is is_gap
    settled = queries.Wordings(language, {rules.digest_of(typed): ""}, {})
    settled.read(typed, language)
    assert not settled.met, "unless somebody said that it stays"


@pytest.mark.once
def test_a_list_stands_in_one_language() -> None:
    """An agenda read 工場の見学, 交易条件, 数量: two of its lines were known in Chinese."""
    known = {rules.digest_of("取引条件"): "交易条件", rules.digest_of("支払条件"): "付款条件"}
    words = queries.Wordings("zh-Hans", known, {})
    assert words.in_one(["取引条件", "支払条件"], "ja") == [("交易条件", "zh-Hans"), ("付款条件", "zh-Hans")]
    assert words.in_one(["工場の見学", "取引条件"], "ja") == [("工場の見学", "ja"), ("取引条件", "ja")]
    assert "工場の見学" in words.met, "and is a gap before printing"
