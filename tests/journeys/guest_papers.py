"""What the guests of 2013 find on paper, compared with the mails and the minutes (guests)."""

from datetime import date
from itertools import pairwise

import pytest

from tests.journeys import guests
from tests.journeys.beginning import ADMINISTRATOR_NAME
from tests.journeys.facts import compare
from tests.journeys.guest_facts import by_column, firm, items, marked, on, payments, people, rows, typed
from tests.journeys.papers import fetched, pages_of, plan_of, preview, printed, sheets, shown, tells, word, words_of
from tests.journeys.plainly import Pages
from tests.journeys.rows import Together, compare_rows
from tests.journeys.walking import squeezed


def read_lists(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name list in Japanese and Chinese as PDF; the badges, the tents, the programmes and the application form."""
    for language, name, number in (("ja", guests.NAME, "19名"), ("zh-Hans", guests.NAME_ZH, "19人")):
        told = sheets(pages, mission, "list", language)
        # Below a name in Chinese the list has the one by which we know the body.
        known_so = guests.HAIDA + guests.HAIDA_JA
        listed = [row.replace(guests.HAIDA, known_so) if language != "ja" else row for row in rows(language)]
        compare(told, [*listed, name, number], typed())
        assert told.count("翻译" if language == "zh-Hans" else "通訳") >= len(guests.INTERPRETERS)
        assert guests.GONE.split("\t")[0] not in told
    monkeypatch.setattr("crm.handouts.contents.render", lambda document, **_: document.encode())
    compare(sheets(pages, mission, "badges", "zh-Hans"), [guests.NAME_ZH], typed(), people("zh-Hans"))
    compare(sheets(pages, mission, "tents", "zh-Hans"), [], typed(), people("zh-Hans", latin=False))
    programme = sheets(pages, mission, "programme", "zh-Hans")
    compare(programme, [guests.NAME_ZH, *(guest.organisation for guest in guests.GUESTS)], typed(), items("zh-Hans"))
    compare(sheets(pages, mission, "form", "ja"), [guests.NAME, guests.OFFICE["name_ja"], "秋田市"], typed())


#: What stands below each letter of ours in Chinese.
_SIGNED = [
    "秋田商工会议所", f"会长{guests.OFFICE['head_name']}", guests.OFFICE["address_ja"], "18-863-4141",
    guests.OFFICE["mail"],
]  # fmt: skip


def read_invitations(pages: Pages, mission: str) -> None:
    """The head and the guest of step 0 are invited in Chinese: when, where, who comes."""
    for guest in (guests.GUESTS[0], guests.GUESTS[4]):
        pages.open(mission.replace("/missions/", "/letters/missions/") + "/new?kind=invitation").fill(
            kind="invitation", person_id=guest.name, language="zh-Hans", dated_on=guests.ASKED,
            sender=guests.OFFICE["head_name"],
        )  # fmt: skip
        told = preview(pages, f"{pages.address}/preview")
        compare(told, [
            "邀请函", guest.organisation, f"尊敬的{guest.name}{guest.title}", "2013年12月10日至2013年12月12日",
            "秋田市",
            f"{guests.GUESTS[0].name}等共19人", ADMINISTRATOR_NAME, "2013年11月15日",
            *_SIGNED,
        ], typed(guests.ASKED), people("zh-Hans", latin=False))  # fmt: skip


def read_visas(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The papers for the consulate: why, who, each day; passports, of which nobody told, are left to be written."""
    monkeypatch.setattr("crm.visas.contents.paper.render", lambda document, **_: document.encode())
    pages.open("/places/entry-rules")
    row = next(row for row in pages.page.xpath("//main//tr|//main//li") if "中国日本" in squeezed(row.text_content()))
    pages.open(str(row.xpath(".//a/@href")[0])).fill(checked_on=guests.ASKED)  # that of today does not tell of 2013
    pages.open(mission.replace("/missions/", "/visas/missions/"))
    sent = {name: value for name, value in pages.form("dated_on").form_values() if value is not None} | guests.VISA
    told = {}
    for kind in ("reasons", "guarantee", "stay", "list"):
        answer = pages.client.post(f"{pages.address}/{kind}.pdf", data=sent)
        assert answer.status_code == 200, kind
        told[kind] = shown(answer.data)
        compare(told[kind], [
            "2013年11月20日", "在瀋陽日本国総領事殿", guests.OFFICE["name_ja"], f"会頭{guests.OFFICE['head_name']}",
            guests.OFFICE["address_ja"], guests.OFFICE["phone"], guests.GUESTS[0].name,
        ], typed(guests.VISA["dated_on"]))  # fmt: skip
    first = f"{guests.GUESTS[0].name}）ほか18名"
    tells(told["reasons"], [first, guests.VISA["purpose"], guests.VISA["background"], guests.VISA["relation"],
                            "2013年12月10日から2013年12月12日まで"])  # fmt: skip
    tells(told["guarantee"], [first, guests.VISA["relation"]])
    tells(told["stay"], [first, "入国予定日2013年12月10日（火）出国予定日2013年12月12日（木）", "秋田キャッスルホテル"])
    compare_rows(told["stay"].rows, [
        Together(stop.title, (stop.start or stop.end,), date(2013, 12, stop.day)) for stop in guests.STOPS
    ])  # fmt: skip
    tells(told["list"], ["次の19名"])
    compare_rows(told["list"].rows, people(latin=False))


def read_plan(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The 起案書: what is asked, when, where, who comes, each item."""
    told = plan_of(pages, mission, guests.REQUEST, monkeypatch)
    compare(told, [
        "起案書", guests.REQUEST, f"「{guests.NAME}」", f"会頭{guests.OFFICE['head_name']}様", ADMINISTRATOR_NAME,
        "秋田市", "平成25年12月10日（火）〜平成25年12月12日（木）", "地域間の経済交流を広げる。", "商談：3件", "19名",
        *(post for post, _name in guests.CHAIN),
    ], typed(), people(), items(theirs=False))  # fmt: skip


def read_thanks(pages: Pages, mission: str) -> None:
    """Each guest is thanked in Chinese for having come, by name, with employer and title."""
    letters = mission.replace("/missions/", "/letters/missions/")
    pages.open(f"{letters}/thanks").fill(sender=guests.OFFICE["head_name"])
    found = pages_of(fetched(pages, f"{letters}/all.pdf?kind=guest_thanks"))
    assert len(found) == len(guests.GUESTS)
    for guest in guests.GUESTS:
        [letter] = [text for text in found if f"尊敬的{guest.name}" in text]
        compare(letter, [
            "感谢信", guest.organisation, f"尊敬的{guest.name}{guest.title}", "2013年12月10日至2013年12月12日",
            "秋田市",
            "接待不周之处", *_SIGNED,
        ], typed())  # fmt: skip
        assert "热情接待" not in letter
        others = [other.name for other in guests.GUESTS if other is not guest and other.name in letter]
        assert others == []


def read_report(pages: Pages, mission: str, address: str) -> None:
    """The 受入実施報告書 on paper and as a Word file, the long report, what the public reads: what was typed."""
    pages.open(address).press("/print/internal")
    as_set, as_word = words_of(printed(pages)), word(pages, address)
    for told in (as_set, as_word):
        compare(told, [
            "受入実施報告書", "会頭三浦廣巳様", "国際課 小林 里美", "来訪者19名", *_reported(),
            "平成25年12月10日〜平成25年12月12日（3日間）", f"{len(guests.TALKS)}件で割", "引合—2", "商談33達成",
            *(word for step in guests.CHAIN for word in step),
        ], typed())  # fmt: skip
        days = [told.index(on(stop)) for stop in (guests.STOPS[0], guests.STOPS[4], guests.STOPS[7])]
        assert days == sorted(days)
        spots = [told.index(stop.clocks + ("韓国→日本" if not stop.start else "")) for stop in guests.STOPS]
        assert all(first < second for first, second in pairwise(spots))
        assert told.count("実施済") == len(guests.STOPS)
    tables = [people(ours=True), items(theirs=False, where=False), *_sums()]
    compare(as_word, [], typed(), *tables)
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/reports/new?kind=full").fill(kind="full", language="ja", addressee="会頭 三浦 廣巳 様")
    full = pages.address
    spoke = [f"{talk.host}：{talk.by}" for talk in guests.TALKS]
    led = [
        f"{rank}{guests.GUESTS[number - 1].organisation}{guests.GUESTS[number - 1].name}{wanted}（{host}の卓）"
        for host, number, rank, wanted in guests.LEADS
    ]
    compare(
        preview(pages, f"{full}/preview/internal"), [*_reported(), *spoke, *led, "引合2件（A1、B1、C0）"], typed(),
        people(ours=True), items(theirs=False), *_sums(),
    )  # fmt: skip
    for edition in (address, full):
        public = preview(pages, f"{edition}/preview/public")
        compare(
            public, [guests.NAME, guests.OFFICE["name_ja"], guests.BUREAU], typed(), items(theirs=False, where=False)
        )
        private = [guest.name for guest in guests.GUESTS] + [talk.said for talk in guests.TALKS]
        assert [text for text in private if squeezed(text) in public] == []


def read_subsidy(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reports to the prefecture and to the city, which paid the reception, and on what we bore: each payment."""
    monkeypatch.setattr("crm.activities.views.subsidy.paper", lambda page, _name, **_: page)
    for bearer, amounts in by_column(3).items():
        report = mission.replace("/missions/", "/activities/") + f"/subsidy.pdf?source={bearer}"
        paid = [cost for cost in guests.COSTS if cost[3] == bearer]
        told = shown(pages.client.get(report).data)
        compare(told, [
            guests.NAME, guests.OFFICE["name_ja"], f"会頭{guests.OFFICE['head_name']}", f"{sum(amounts):,}円",
            "平成25年12月12日",
        ], typed(), payments(paid), *_sums())  # fmt: skip
        listed = told.partition("この財源からの支出明細")[2]
        assert listed
        others = [what for what, _category, _yen, by in guests.COSTS if by != bearer and squeezed(what) in listed]
        assert others == []


def _sums() -> list[list[Together]]:
    """What each category cost, and what each bore, a row each."""
    return [
        [Together(labels[code], (f"{sum(yen):,}円",)) for code, yen in by_column(column).items()]
        for column, labels in ((1, guests.CATEGORIES), (3, guests.BEARERS))
    ]


def _reported() -> list[str]:
    """What both reports tell: guests, items, talks with who spoke there and what was said, each cost, who bore it."""
    people = [f"{firm(guest, 'ja')}{marked(guest)}{guest.name}（{guest.latin}）" for guest in guests.GUESTS]
    talks = []
    for talk in guests.TALKS:
        guest = guests.GUESTS[talk.guest - 1]
        talks += [f"{talk.host}×{firm(guest, 'ja')}", talk.topic, talk.said, guests.RESULTS[talk.result], talk.step]
        talks += [f"{guest.name}（{guest.latin}、{marked(guest)}）"]
    return [
        guests.NAME, guests.OFFICE["name_ja"], guests.BUREAU, "地域間の経済交流を広げる。", *people, *talks,
        *(fact for stop in guests.STOPS for fact in (on(stop), stop.title, stop.clocks)),
        *(f"{guests.CATEGORIES[category]}{sum(yen):,}円" for category, yen in by_column(1).items()),
        *(f"{guests.BEARERS[bearer]}{sum(yen):,}円" for bearer, yen in by_column(3).items()),
        f"合計{guests.TOTAL:,}円", f"{round(guests.TOTAL / len(guests.TALKS)):,}円", "平成25年12月20日",
        "春の来訪につなげたい。費用は予算の範囲に収まった。", "個別商談会秋田商工会議所ホール14918",
    ]  # fmt: skip
