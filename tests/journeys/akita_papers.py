"""What the mission of 2015 finds on paper, compared with the list, the programme and the minutes (akita)."""

import re
from datetime import date
from itertools import pairwise

import pytest

from crm.contacts.rules import letters_of_kana
from crm.core import posts
from tests.journeys import akita
from tests.journeys.beginning import ADMINISTRATOR_NAME
from tests.journeys.facts import Known, compare, known, printed_on, spelled
from tests.journeys.papers import plan_of, preview, printed, sheets, word, words_of
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


_WEEKDAYS, _WEEKDAYS_ZH = "月火水木金土日", "一二三四五六日"


def typed(*dates: str) -> Known:
    """All days, clocks, amounts and people of the mission; `dates` besides, such as that of the paper."""
    spent = [yen for _what, _category, yen, _bearer in akita.COSTS]
    shared = [
        sum(yen for _w, _c, yen, bearer in akita.COSTS if bearer == each) for each in ("own", "participant_self_pay")
    ]
    told = [who.name for who in akita.DELEGATES]
    return known(
        days=[*(date(2015, 10, day) for day in range(27, 32)), *printed_on(), *map(date.fromisoformat, dates),
              *(date.fromisoformat(talk[-1]) for talk in akita.TALKS)],
        stops=akita.STOPS,
        amounts=[*spent, *shared, akita.TOTAL, round(akita.TOTAL / len(akita.TALKS))],
        names=[
            *told, *(text for who in akita.DELEGATES for text in spelled(who.reading)),
            *(name for _post, name in akita.CHAIN), akita.THIRD_SIGNER, ADMINISTRATOR_NAME,
        ],
        texts=[akita.NAME, akita.NAME_ZH, *akita.OFFICE.values()],
    )  # fmt: skip


def on(stop: akita.Stop) -> str:
    """The day of an item as papers in Japanese name it within the year."""
    return f"10月{stop.day}日（{_WEEKDAYS[date(2015, 10, stop.day).weekday()]}）"


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
    compare(
        told,
        [
            *rows(), *_HOSTS, *_PLACES, *_PURPOSES, *akita.OBJECTIVES.splitlines(), "Jīn Chénghào", "Lǐ Zhèngzhí",
            "Piáo Zhé", *(fact for stop in akita.STOPS for fact in (on(stop), stop.title, stop.clocks, stop.beside)),
        ],
        typed("2020-11-01"),  # the day of the census that the facts of the city are from
    )  # fmt: skip
    in_order(told, [f"{number}日目2015年10月{day}日" for number, day in enumerate(range(27, 32), start=1)])


def in_order(told: str, facts: list[str]) -> None:
    """The first places of the facts follow each other."""
    places = [told.index(squeezed(fact)) for fact in facts]
    assert all(first < second for first, second in pairwise(places)), facts


def read_previews(pages: Pages, mission: str) -> None:
    """The hosts' pack in Chinese and the pocket programme, which the browser shows as they print."""
    documents = mission.replace("/missions/", "/documents/missions/") + "/preview"
    hosts = preview(pages, f"{documents}?kind=briefing&lang=zh-Hans&audience=host")
    days = [f"2015年10月{day}日（周{_WEEKDAYS_ZH[date(2015, 10, day).weekday()]}）" for day in range(27, 32)]
    #: Hosts at home read their own clock alone.
    items = [fact for stop in akita.STOPS for fact in stop.in_chinese[:2]]
    compare(hosts, [*rows("zh-Hans"), *_PLACES, akita.NAME_ZH, akita.SENDER_ZH, akita.HOST, *days, *items], typed())
    pocket = preview(pages, f"{documents}?kind=pocket&lang=ja")
    items = [fact for stop in akita.STOPS for fact in (stop.title, stop.clocks, stop.beside)]
    compare(pocket, [akita.NAME, *filter(None, _PLACES), *_HOSTS, *items], typed())
    in_order(pocket, [f"{number}日目2015年10月{day}日" for number, day in enumerate(range(27, 32), start=1)])
    for kept in (line for line in (*_PURPOSES, *akita.OBJECTIVES.splitlines()) if line.endswith("。")):
        assert squeezed(kept) not in hosts


def read_handouts(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists, badges, tents and the programme of each firm. How they lie on paper is seen with the guests of 2013."""
    monkeypatch.setattr("crm.handouts.contents.render", lambda document, **_: document.encode())
    compare(sheets(pages, mission, "list", "ja"), [*rows(), akita.NAME, "20名"], typed())
    compare(sheets(pages, mission, "list", "zh-Hans"), [*people("zh-Hans"), akita.NAME_ZH, "20人"], typed())
    badges = [fact for who in akita.DELEGATES for fact in (who.name, f"{firm(who, 'zh-Hans')}{title(who, 'zh-Hans')}")]
    compare(sheets(pages, mission, "badges", "zh-Hans"), badges, typed())
    compare(sheets(pages, mission, "tents", "ja"), [who.name for who in akita.DELEGATES], typed())
    programme = sheets(pages, mission, "programme", "ja")
    compare(programme, [*akita.FIRMS, *(f"{who.name}{who.title}" for who in akita.DELEGATES)], typed())
    for stop in akita.STOPS:
        #: Between the two clocks of a flight stands on which clocks it departs and arrives: 日本→韓国.
        legs = "(日本|韓国|中国)→(日本|韓国|中国)" if stop.kind == "flight" else ""
        found = re.findall(f"{re.escape(stop.clocks)}({legs})?{re.escape(stop.beside)}", programme)
        assert len(found) >= len(akita.FIRMS), (stop, programme)


#: What stands below each letter of ours in Chinese.
_SIGNED = [
    akita.SENDER_ZH,
    f"会长{akita.CHAIN[-1][1]}",
    akita.OFFICE["address_ja"],
    "18-863-4141",
    akita.OFFICE["mail"],
]


def ask(pages: Pages, mission: str) -> None:
    """A visit is confirmed with its host, and an invitation asked for: with day, clock, purpose, and who comes."""
    letters = mission.replace("/missions/", "/letters/missions/")
    visit = next(stop for stop in akita.STOPS if stop.more.get("host_name") == "朴哲")
    asked = [
        (
            "request",
            "朴哲",
            visit.more["organisation_id"],
            "尊敬的朴哲总经理",
            ["2015年10月29日（周四）", visit.clocks],
        ),
        (
            "invitation_request",
            "金成浩",
            akita.HOST,
            "尊敬的金成浩会長",
            ["2015年10月27日至2015年10月31日", "图们市（10月30日）"],
        ),
    ]
    for kind, person, body, called, facts in asked:
        pages.open(f"{letters}/new?kind={kind}").fill(
            kind=kind, person_id=person, language="zh-Hans", dated_on=akita.ASKED, sender=akita.CHAIN[-1][1],
            purpose=akita.PURPOSE_ZH,
        )  # fmt: skip
        told = preview(pages, f"{pages.address}/preview")
        names = [f"{who.number}{who.name}（{letters_of_kana(who.reading)}）" for who in akita.DELEGATES]
        listed = [f"{firm(who, 'zh-Hans')}{title(who, 'zh-Hans')}" for who in akita.DELEGATES]
        compare(
            told,
            [body, called, akita.PURPOSE_ZH, "共20人", "2015年9月1日", *facts, *names, *listed, *_SIGNED],
            typed(akita.ASKED, "2015-09-16"),  # ten working days later an answer is hoped for
        )


def read_letters(pages: Pages, mission: str) -> None:
    """A letter of thanks in Chinese to everybody who received us: for what, on which days, and nobody else's."""
    letters = mission.replace("/missions/", "/letters/missions/")
    pages.open(f"{letters}/thanks").fill(sender=akita.CHAIN[-1][1])
    links = [str(link) for link in pages.page.xpath("//main//a/@href") if re.fullmatch(r"/letters/\d+", link)]
    found = [told for link in dict.fromkeys(links) if "感谢信" in (told := preview(pages, f"{link}/preview"))]
    assert len(found) == len(akita.THANKED)
    for name, (body, called, days) in akita.THANKED.items():
        [letter] = [told for told in found if f"尊敬的{name}" in told]
        compare(letter, [body, f"尊敬的{name}{called}", *_SIGNED], typed())
        dated = re.findall(r"2015年10月(\d+)日（周(.)）", letter)
        assert dated == [(str(day), _WEEKDAYS_ZH[date(2015, 10, day).weekday()]) for day in days]
        assert (akita.AGREEMENT in letter) is (name == "金成浩")


def read_plan(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The 起案書: what is asked, when, where, who goes, each item."""
    told = plan_of(pages, mission, akita.REQUEST, monkeypatch)
    items = [
        fact for stop in akita.STOPS for fact in (on(stop), stop.title, stop.clocks, stop.more.get("venue", stop.title))
    ]  # fmt: skip
    listed = [f"{who.number}{who.name}{who.organisation}{who.title}" for who in akita.DELEGATES]
    compare(told, [
        "起案書", akita.REQUEST, f"「{akita.NAME}」", "会頭渡部恒一郎様", ADMINISTRATOR_NAME,
        "延吉市、図們市", akita.HOST, "20名",
        "平成27年10月27日（火）〜平成27年10月31日（土）", *akita.OBJECTIVES.splitlines(), "商談：2件", *items, *listed,
    ], typed())  # fmt: skip


def read_report(pages: Pages, mission: str, address: str) -> None:
    """The 復命書 on paper and as a Word file, and the long report: all that was typed, and nothing else of its kind."""
    pages.open(address).press("/print/internal")
    for told in (words_of(printed(pages)), word(pages, address)):
        compare(told, [
            *people(), "復命書", "会頭 渡部 恒一郎 様", "国際課 長谷部 涼", akita.ORDER,
            "平成27年10月27日〜平成27年10月31日（5日間）", *_reported(), *_CHAIN,
        ], typed())  # fmt: skip
        in_order(told, [on(stop) for stop in akita.STOPS if stop.start in ("09:30", "09:00", "08:30")][1:])
        assert told.count("実施済み") == len(akita.STOPS) - 1, "a hotel does not take place"
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/reports/new?kind=full").fill(kind="full", language="ja", addressee="会頭 渡部 恒一郎 様")
    ours = {who.name: who for who in akita.DELEGATES}
    spoke = [f"{ours[talk[3]].organisation}：{talk[3]}" for talk in akita.TALKS]
    compare(preview(pages, f"{pages.address}/preview/internal"), [*people(), *_reported(), *spoke], typed())


_CHAIN = [text for _post, name in akita.CHAIN for text in (name,)]


def _reported() -> list[str]:
    """What both reports tell: items, talks with who spoke there, what came of them, each cost, who bore it."""
    items = [fact for stop in akita.STOPS if stop.kind != "hotel" for fact in (stop.title, stop.clocks)]
    talks = [
        fact for _item, host, they, _we, topic, said, result, step, _due in akita.TALKS
        for fact in (host, they, topic, said, akita.RESULTS[result], step)
    ]  # fmt: skip
    borne = {
        bearer: sum(yen for _what, _category, yen, by in akita.COSTS if by == bearer) for *_rest, bearer in akita.COSTS
    }
    return [
        akita.NAME, akita.SENDER, akita.HOST, *akita.OBJECTIVES.splitlines(), *items, *talks,
        *(f"{akita.CATEGORIES[category]}{yen:,}円" for _what, category, yen, _bearer in akita.COSTS),
        *(f"{akita.BEARERS[bearer]}{yen:,}円" for bearer, yen in borne.items()),
        f"合計{akita.TOTAL:,}円", f"{round(akita.TOTAL / len(akita.TALKS)):,}円", "平成28年1月29日", "平成27年11月20日",
        akita.AGREEMENT, "平成27年10月29日", "甲秋田商工会議所", f"乙{akita.HOST}", "丙沿海地方商工会議所",
        akita.THIRD_SIGNER,
        "商談22達成",
    ]  # fmt: skip
