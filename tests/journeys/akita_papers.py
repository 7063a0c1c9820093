"""What the mission of 2015 finds on paper, compared with the list, the programme and the minutes (akita)."""

import re
from datetime import date
from itertools import pairwise

import pytest

from tests.journeys import akita
from tests.journeys.akita_facts import (
    HOSTS,
    PLACES,
    PURPOSES,
    WEEKDAYS_ZH,
    borne,
    hosts,
    items,
    listed,
    on,
    people,
    rows,
    sums,
    typed,
)
from tests.journeys.beginning import ADMINISTRATOR_NAME
from tests.journeys.facts import compare
from tests.journeys.papers import plan_of, preview, printed, sheets, shown, word, words_of
from tests.journeys.plainly import Pages
from tests.journeys.rows import Together
from tests.journeys.walking import squeezed


def read_pack(pdf: bytes) -> None:
    """The leader's pack, printed: every delegate, every item on both clocks, every host, address and question."""
    told = words_of(pdf, numbered=True)
    compare(
        told,
        [
            *rows(), *HOSTS, *PLACES, *PURPOSES, *akita.OBJECTIVES.splitlines(), "Jīn Chénghào", "Lǐ Zhèngzhí",
            "Piáo Zhé", *(fact for stop in akita.STOPS for fact in (on(stop), stop.title, stop.clocks, stop.beside)),
        ],
        typed("2020-11-01"),  # the day of the census that the facts of the city are from
    )  # fmt: skip
    in_order(told, [f"{number}日目2015年10月{day}日" for number, day in enumerate(range(27, 32), start=1)])


def in_order(told: str, facts: list[str]) -> None:
    """The first places of the facts follow each other."""
    places = [told.index(squeezed(fact)) for fact in facts]
    assert all(first < second for first, second in pairwise(places)), facts


#: The chapters that tell of people, items and hosts; the others are the same for every mission.
_CHAPTERS = "".join(f"&parts={part}" for part in (
    "objectives", "delegation", "flights", "itinerary", "rooming", "visit_list", "names", "visits", "addresses"
))  # fmt: skip
#: What is previewed: kind, reader, language.
_PACKS = (
    ("briefing", "leader", "ja"),
    ("briefing", "member", "ja"),
    ("briefing", "interpreter", "ja"),
    ("briefing", "office", "ja"),
    ("briefing", "host", "zh-Hans"),
    ("pocket", "member", "ja"),
)


def read_previews(pages: Pages, mission: str) -> None:
    """Each reader's pack and the pocket programme: everybody, every item on both clocks, who receives us where."""
    documents = mission.replace("/missions/", "/documents/missions/") + "/preview"
    for kind, reader, language in _PACKS:
        chapters = _CHAPTERS if kind == "briefing" else ""
        told = preview(pages, f"{documents}?kind={kind}&audience={reader}&lang={language}{chapters}")
        at_home = reader == "host"  # hosts at home read their own clock alone
        facts, tables = [*filter(None, PLACES)], [items(language, home=not at_home)]
        if kind == "briefing":
            facts += [
                akita.NAME_ZH if at_home else akita.NAME,
                akita.SENDER_ZH if at_home else akita.SENDER,
                akita.HOST,
            ]
            tables.append(listed(language))
        if at_home:
            facts += [f"2015年10月{day}日（周{WEEKDAYS_ZH[date(2015, 10, day).weekday()]}）" for day in range(27, 32)]
            kept = [line for line in (*PURPOSES, *akita.OBJECTIVES.splitlines()) if line.endswith("。")]
            assert [line for line in kept if squeezed(line) in told] == []
        else:
            tables.append(hosts())
            in_order(told, [f"{number}日目2015年10月{day}日" for number, day in enumerate(range(27, 32), start=1)])
        compare(told, facts, typed(), *tables)


def read_handouts(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists, badges, tents and the programme of each firm. How they lie on paper is seen with the guests of 2013."""
    monkeypatch.setattr("crm.handouts.contents.render", lambda document, **_: document.encode())
    period = ["2015年10月27日（火）〜2015年10月31日（土）", "延吉市"]
    compare(sheets(pages, mission, "list", "ja"), [*rows(), akita.NAME, "20名"], typed(), listed())
    compare(sheets(pages, mission, "list", "zh-Hans"), [akita.NAME_ZH, "20人"], typed(), listed("zh-Hans"))
    compare(sheets(pages, mission, "badges", "zh-Hans"), [], typed(), listed("zh-Hans", reading=False))
    compare(sheets(pages, mission, "tents", "ja"), [], typed(), listed(reading=False))
    called = [Together(stop.title, (), date(2015, 10, stop.day)) for stop in akita.STOPS]
    terms = [*period, akita.NAME, akita.SENDER, akita.OFFICE["address_ja"], "2015年7月17日（金）"]
    until = typed("2015-07-17")  # the last day to apply, which the countdown has
    compare(sheets(pages, mission, "call", "ja"), [*terms, "図們市", akita.HOST], until, called)
    compare(sheets(pages, mission, "form", "ja"), terms, until)
    programme = sheets(pages, mission, "programme", "ja")
    members = [*akita.FIRMS, *(f"{who.name}{who.title}" for who in akita.DELEGATES)]
    compare(programme, members, typed(), items(), hosts())
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
        compare(
            told,
            [body, called, akita.PURPOSE_ZH, "共20人", "2015年9月1日", *facts, *_SIGNED],
            typed(akita.ASKED, "2015-09-16"),  # ten working days later an answer is hoped for
            listed("zh-Hans"),
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
        assert dated == [(str(day), WEEKDAYS_ZH[date(2015, 10, day).weekday()]) for day in days]
        assert (akita.AGREEMENT in letter) is (name == "金成浩")


def read_plan(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The 起案書: what is asked, when, where, who goes, each item."""
    told = plan_of(pages, mission, akita.REQUEST, monkeypatch)
    compare(told, [
        "起案書", akita.REQUEST, f"「{akita.NAME}」", "会頭渡部恒一郎様", ADMINISTRATOR_NAME,
        "延吉市、図們市", akita.HOST, "20名",
        "平成27年10月27日（火）〜平成27年10月31日（土）", *akita.OBJECTIVES.splitlines(), "商談：2件",
    ], typed(), listed(reading=False), items(home=False))  # fmt: skip


def read_report(pages: Pages, mission: str, address: str) -> None:
    """The 復命書 on paper and as a Word file, the long report, and what the public reads of both: what was typed."""
    pages.open(address).press("/print/internal")
    as_set, as_word = words_of(printed(pages)), word(pages, address)
    for told in (as_set, as_word):
        compare(told, [
            *people(), "復命書", "会頭 渡部 恒一郎 様", "国際課 長谷部 涼", akita.ORDER,
            "平成27年10月27日〜平成27年10月31日（5日間）", *_reported(), *_CHAIN,
        ], typed())  # fmt: skip
        in_order(told, [on(stop) for stop in akita.STOPS if stop.start in ("09:30", "09:00", "08:30")][1:])
        assert told.count("実施済み") == len(akita.STOPS) - 1, "a hotel does not take place"
    tables = [listed(reading=False), items(home=False, where=False), *sums()]
    compare(as_word, [], typed(), *tables)
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/reports/new?kind=full").fill(kind="full", language="ja", addressee="会頭 渡部 恒一郎 様")
    full = pages.address
    ours = {who.name: who for who in akita.DELEGATES}
    spoke = [f"{ours[talk[3]].organisation}：{talk[3]}" for talk in akita.TALKS]
    told = preview(pages, f"{full}/preview/internal")
    # Who received us without a talk is told as planned alone, and of whom minutes tell stands with body and post.
    met = [each for each in hosts() if each.name in {talk[2] for talk in akita.TALKS}]
    compare(told, [*_reported(), *spoke], typed(), listed(reading=False), items(home=False), met, *sums())
    for edition in (address, full):
        public = preview(pages, f"{edition}/preview/public")
        compare(public, [akita.NAME, akita.SENDER, akita.HOST], typed(), items(home=False, where=False))
        private = [who.name for who in akita.DELEGATES if who.title != "会頭"] + [talk[5] for talk in akita.TALKS]
        assert [text for text in private if squeezed(text) in public] == []


def read_subsidy(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report on what our own money paid: each payment, what it was for, and no fare of a delegate."""
    monkeypatch.setattr("crm.activities.views.subsidy.paper", lambda page, _name, **_: page)
    told = shown(pages.client.get(mission.replace("/missions/", "/activities/") + "/subsidy.pdf?source=own").data)
    paid = [cost for cost in akita.COSTS if cost[3] == "own"]
    payments = [Together(what, (f"{yen:,}円", akita.CATEGORIES[category])) for what, category, yen, _bearer in paid]
    compare(told, [akita.NAME, akita.SENDER, "会頭渡部恒一郎", "平成27年10月31日"], typed(), payments, sums()[1])
    assert [what for what, *_rest, bearer in akita.COSTS if bearer != "own" and squeezed(what) in told] == []


_CHAIN = [text for _post, name in akita.CHAIN for text in (name,)]


def _reported() -> list[str]:
    """What both reports tell: items, talks with who spoke there, what came of them, each cost, who bore it."""
    items = [fact for stop in akita.STOPS if stop.kind != "hotel" for fact in (stop.title, stop.clocks)]
    talks = [
        fact for _item, host, they, _we, topic, said, result, step, _due in akita.TALKS
        for fact in (host, they, topic, said, akita.RESULTS[result], step)
    ]  # fmt: skip
    return [
        akita.NAME, akita.SENDER, akita.HOST, *akita.OBJECTIVES.splitlines(), *items, *talks,
        *(f"{akita.CATEGORIES[category]}{yen:,}円" for _what, category, yen, _bearer in akita.COSTS),
        *(f"{akita.BEARERS[bearer]}{yen:,}円" for bearer, yen in borne().items()),
        f"合計{akita.TOTAL:,}円", f"{round(akita.TOTAL / len(akita.TALKS)):,}円", "平成28年1月29日", "平成27年11月20日",
        akita.AGREEMENT, "平成27年10月29日", "甲秋田商工会議所", f"乙{akita.HOST}", "丙沿海地方商工会議所",
        akita.THIRD_SIGNER,
        "商談22達成",
    ]  # fmt: skip
