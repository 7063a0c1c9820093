"""What the mission of 2015 finds on paper, compared with the list, the programme and the minutes (akita)."""

import re
from itertools import pairwise

import pytest

from crm.contacts.rules import letters_of_kana
from crm.core import posts
from tests.journeys import akita
from tests.journeys.papers import preview, printed, sheets, tells, word, words_of
from tests.journeys.plainly import Pages
from tests.journeys.walking import squeezed

_HOSTS = [stop.more[name] for stop in akita.STOPS for name in ("host_name", "host_title") if name in stop.more]
_PLACES = [stop.more[name] for stop in akita.STOPS for name in ("address", "venue") if name in stop.more]
_PURPOSES = [
    line
    for stop in akita.STOPS
    for name in ("purpose", "agenda", "questions", "gifts")
    for line in stop.more.get(name, "").splitlines()
]


def firm(who: akita.Delegate, language: str = "ja") -> str:
    """Whom somebody represents, as papers in a language call it: our own office has a name in each."""
    return akita.SENDER_ZH if language == "zh-Hans" and who.organisation == akita.SENDER else who.organisation


def title(who: akita.Delegate, language: str = "ja") -> str:
    """What papers in a language call the post: the table of posts tells it, or it stays as in the list."""
    return posts.told(who.title, "ja", language) or who.title


def people(language: str = "ja") -> list[str]:
    """Everybody of the list with firm and title."""
    return [fact for who in akita.DELEGATES for fact in (who.name, firm(who, language), title(who, language))]


def rows(language: str = "ja") -> list[str]:
    """A line for everybody, as lists print it: kana for Japanese readers, Latin letters for Chinese ones."""

    def reading(who: akita.Delegate) -> str:
        return who.reading if language == "ja" else letters_of_kana(who.reading)

    return [
        f"{who.number}{who.name}{reading(who)}{firm(who, language)}{title(who, language)}" for who in akita.DELEGATES
    ]


def read_pack(pdf: bytes) -> None:
    """The leader's pack, printed: every delegate, every item on both clocks, every host, address and question."""
    told = words_of(pdf, numbered=True)
    tells(told, rows())
    tells(
        told, [*_HOSTS, *_PLACES, *_PURPOSES, *akita.OBJECTIVES.splitlines(), "Jīn Chénghào", "Lǐ Zhèngzhí", "Piáo Zhé"]
    )
    for stop in akita.STOPS:
        tells(told, [stop.title, stop.clocks, stop.beside])
    in_order(told, [f"{number}日目2015年10月{day}日" for number, day in enumerate(range(27, 32), start=1)])


def in_order(told: str, facts: list[str]) -> None:
    """The first places of the facts follow each other."""
    places = [told.index(squeezed(fact)) for fact in facts]
    assert all(first < second for first, second in pairwise(places)), facts


def read_previews(pages: Pages, mission: str) -> None:
    """The hosts' pack in Chinese and the pocket programme, which the browser shows as they print."""
    documents = mission.replace("/missions/", "/documents/missions/") + "/preview"
    hosts = preview(pages, f"{documents}?kind=briefing&lang=zh-Hans&audience=host")
    tells(hosts, rows("zh-Hans"))
    tells(hosts, _PLACES)
    pocket = preview(pages, f"{documents}?kind=pocket&lang=ja")
    tells(pocket, [place for place in _PLACES if place])
    for stop in akita.STOPS:
        tells(hosts, stop.in_chinese[:2])  # hosts at home read their own clock alone
        tells(pocket, [stop.title, stop.clocks, stop.beside])
    for kept in (line for line in (*_PURPOSES, *akita.OBJECTIVES.splitlines()) if line.endswith("。")):
        assert squeezed(kept) not in hosts


def read_handouts(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists, badges and the programme of each firm. How they lie on paper is seen with the guests of 2013."""
    monkeypatch.setattr("crm.handouts.contents.render", lambda document, **_: document.encode())
    tells(sheets(pages, mission, "list", "ja"), rows())
    tells(sheets(pages, mission, "list", "zh-Hans"), people("zh-Hans"))
    badges = sheets(pages, mission, "badges", "zh-Hans")
    for who in akita.DELEGATES:
        tells(badges, [who.name, f"{firm(who, 'zh-Hans')}{title(who, 'zh-Hans')}"])
    programme = sheets(pages, mission, "programme", "ja")
    tells(programme, akita.FIRMS)
    for who in akita.DELEGATES:
        tells(programme, [f"{who.name}{who.title}"])
    for stop in akita.STOPS:
        #: Between the two clocks of a flight stands on which clocks it departs and arrives: 日本→韓国.
        legs = "(日本|韓国|中国)→(日本|韓国|中国)" if stop.kind == "flight" else ""
        found = re.findall(f"{re.escape(stop.clocks)}({legs})?{re.escape(stop.beside)}", programme)
        assert len(found) >= len(akita.FIRMS), (stop, programme)


def read_letters(pages: Pages, mission: str) -> None:
    """A letter of thanks to everybody who received us, in Chinese."""
    letters = mission.replace("/missions/", "/letters/missions/")
    pages.open(f"{letters}/thanks").fill(sender=akita.CHAIN[-1][1])
    told = preview(pages, letters)
    for stop in akita.STOPS:
        if "host_name" in stop.more:
            tells(told, [stop.more["host_name"]])


def read_report(pages: Pages, address: str) -> None:
    """The 復命書 on paper and as a Word file tells what was typed."""
    pages.open(address).press("/print/internal")
    told = words_of(printed(pages))
    for text in (told, word(pages, address)):
        tells(text, people())
        tells(text, [stop.title for stop in akita.STOPS if stop.kind != "hotel"])
        tells(text, [stop.clocks for stop in akita.STOPS if stop.kind != "hotel"])
        tells(text, [
            "復命書", akita.NAME, akita.SENDER, akita.HOST, akita.ORDER, "会頭 渡部 恒一郎 様", "国際課 長谷部 涼",
            "平成27年10月27日〜平成27年10月31日（5日間）", *akita.OBJECTIVES.splitlines(), akita.AGREEMENT,
            f"{akita.TOTAL:,}", f"{round(akita.TOTAL / len(akita.TALKS)):,}", "春の来訪につなげたい",
        ])  # fmt: skip
        for _item, host, _they, _we, topic, _said, _result, step, _due in akita.TALKS:
            tells(text, [host, topic, step])
        for _post, name in akita.CHAIN:
            tells(text, [name])
