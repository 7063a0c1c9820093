"""What the guests of 2013 find on paper, compared with the mails and the minutes (guests)."""

import re
from datetime import date
from itertools import pairwise

import pytest

from crm.core import posts
from crm.core.folding import fold_characters
from tests.journeys import guests
from tests.journeys.beginning import ADMINISTRATOR_NAME
from tests.journeys.facts import Known, compare, known, printed_on
from tests.journeys.papers import fetched, pages_of, plan_of, preview, printed, sheets, shown, tells, word, words_of
from tests.journeys.plainly import Pages
from tests.journeys.walking import squeezed

#: The four rounds on the clock of Akita, and on that of the guests.
ROUNDS = {
    ("15:00–15:30", "14:00–14:30"), ("15:30–16:00", "14:30–15:00"), ("16:00–16:30", "15:00–15:30"),
    ("16:30–17:00", "15:30–16:00"),
}  # fmt: skip


_WEEKDAYS, _WEEKDAYS_ZH = "月火水木金土日", "一二三四五六日"
_DAYS = [date(2013, 12, day) for day in (10, 11, 12)]


def typed(*dates: str) -> Known:
    """All days, clocks, amounts and people of the visit; `dates` besides, such as that of the paper."""
    spent = [yen for _what, _category, yen, _bearer in guests.COSTS]
    sums = [sum(sums) for sums in (*_by(1).values(), *_by(3).values())]
    told = [text for guest in guests.GUESTS for text in (guest.name, guest.latin)]
    due = [talk.due for talk in guests.TALKS if talk.due]
    return known(
        days=[*_DAYS, *printed_on(), *map(date.fromisoformat, (*dates, *due))],
        stops=guests.STOPS,
        clocks=[clock for pair in ROUNDS for text in pair for clock in text.split("–")],
        amounts=[*spent, *sums, guests.TOTAL, round(guests.TOTAL / len(guests.TALKS))],
        names=[*told, *(talk.by for talk in guests.TALKS), *(name for _post, name in guests.CHAIN), ADMINISTRATOR_NAME],
        texts=[guests.NAME, guests.NAME_ZH, *guests.OFFICE.values()],
    )  # fmt: skip


def _by(column: int) -> dict[str, list[int]]:
    """The costs by category (1) or by who bears them (3)."""
    found: dict[str, list[int]] = {}
    for row in guests.COSTS:
        found.setdefault(str(row[column]), []).append(row[2])
    return found


def firm(guest: guests.Guest, language: str) -> str:
    """Whom a guest stands for: papers in Japanese call a body of step 0 by the name that it has there."""
    return guests.HAIDA_JA if language == "ja" and guest.organisation == guests.HAIDA else guest.organisation


def title(guest: guests.Guest, language: str) -> str:
    """The post of a guest: the table of posts tells it in Japanese, or it stays as in the list."""
    return (posts.told(guest.title, "zh-Hans", "ja") if language == "ja" else "") or guest.title


def handed(guest: guests.Guest, language: str) -> str:
    """The post in what others are handed: as it was typed, unless it is the same word in Japan (总经理, 総経理)."""
    told = title(guest, language)
    return told if fold_characters(told) == fold_characters(guest.title) else guest.title


def marked(guest: guests.Guest) -> str:
    """The post in our own papers: one that the table of posts guesses has what was typed behind it."""
    told = title(guest, "ja")
    return told if told == handed(guest, "ja") else f"{told}［{guest.title}］"


def rows(language: str, *, latin: bool = True, number: bool = True) -> list[str]:
    """A line for each guest with employer and title; the replaced one is none of them."""
    return [
        f"{guest.number if number else ''}{guest.name}{guest.latin if latin else ''}{firm(guest, language)}"
        f"{handed(guest, language)}"
        for guest in guests.GUESTS
    ]


def on(stop: guests.Stop, language: str = "ja") -> str:
    """The day of an item as papers name it within the year."""
    signs, word = (_WEEKDAYS, "") if language == "ja" else (_WEEKDAYS_ZH, "周")
    return f"12月{stop.day}日（{word}{signs[date(2013, 12, stop.day).weekday()]}）"


def read_lists(pages: Pages, mission: str) -> None:
    """The name list in Japanese and Chinese, the badges and the tents: each guest with employer and title."""
    for language, name, people in (("ja", guests.NAME, "19名"), ("zh-Hans", guests.NAME_ZH, "19人")):
        told = sheets(pages, mission, "list", language)
        # Below a name in Chinese the list has the one by which we know the body.
        known_so = guests.HAIDA + guests.HAIDA_JA
        listed = [row.replace(guests.HAIDA, known_so) if language != "ja" else row for row in rows(language)]
        compare(told, [*listed, name, people], typed())
        assert told.count("翻译" if language == "zh-Hans" else "通訳") >= len(guests.INTERPRETERS)
        assert guests.GONE.split("\t")[0] not in told
    badges = [
        text for guest in guests.GUESTS for text in (guest.name, guest.latin, f"{guest.organisation}{guest.title}")
    ]
    compare(sheets(pages, mission, "badges", "zh-Hans"), badges, typed())


def read_tables(pages: Pages, table: str) -> None:
    """A sheet for each company of both sides: whom it meets, all whom it or they wished for, and nobody else."""
    pages.open(f"{table}/print").fill(having="by", language="ja")  # by company, as it stands
    wishes = list(guests.wishes())
    names = {name for pair in wishes for name in pair}
    heads = {squeezed(name) + squeezed(guests.NAME) + "·個別商談会": name for name in names}
    _before, *parts = re.split("(" + "|".join(map(re.escape, heads)) + ")", words_of(printed(pages)))
    found = {heads[head]: listed for head, listed in zip(parts[::2], parts[1::2], strict=True)}
    assert set(found) == names
    for name, listed in found.items():
        met = {one if two == name else two for one, two in wishes if name in (one, two)}
        assert {other for other in names - {name} if squeezed(other) in listed} == met
        clocks = re.findall(r"(\d\d:\d\d–\d\d:\d\d)(\d\d:\d\d–\d\d:\d\d)?", listed)
        assert len(clocks) == len(met)
        assert set(clocks) <= ROUNDS or set(clocks) <= {(local, "") for local, _home in ROUNDS}


def read_previews(pages: Pages, mission: str) -> None:
    """The hosts' pack for the delegation in Chinese, without kana but in names, and the pocket programme."""
    documents = mission.replace("/missions/", "/documents/missions/") + "/preview"
    told = preview(pages, f"{documents}?kind=briefing&lang=zh-Hans&audience=host")
    pocket = preview(pages, f"{documents}?kind=pocket&lang=zh-Hans")
    days = [f"2013年12月{day.day}日（周{_WEEKDAYS_ZH[day.weekday()]}）" for day in _DAYS]
    items = [fact for stop in guests.STOPS for fact in stop.in_chinese]
    items += ["秋田キャッスルホテル", "秋田商工会議所ホール", "KE769", "KE770", guests.NAME_ZH, *days]
    talks = [name.replace(guests.HAIDA_JA, guests.HAIDA) for pair in guests.wishes() for name in pair]
    compare(
        told, [*rows("zh-Hans"), *items, "19人", "秋田商工会议所", guests.BUREAU, *talks, *guests.INTERPRETERS], typed()
    )
    compare(pocket, items, typed())
    for text in (told, pocket):
        names = " ".join(["キャッスルホテル・ホール", *guests.HOSTS])
        kana = [each for each in re.findall("[ぁ-ヿ]+", text) if each not in names]
        assert kana == []
        assert guests.GONE.split("\t")[0] not in text


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
            *rows("zh-Hans", latin=False), *_SIGNED,
        ], typed(guests.ASKED))  # fmt: skip


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
    tells(told["stay"], [first, "入国予定日2013年12月10日（火）出国予定日2013年12月12日（木）", "秋田キャッスルホテル",
                         *(f for stop in guests.STOPS for f in (stop.start or stop.end, stop.title))])  # fmt: skip
    tells(told["list"], ["次の19名", *(f"{guest.name}男・女＿＿＿＿{firm(guest, 'ja')}{handed(guest, 'ja')}"
                                    for guest in guests.GUESTS)])  # fmt: skip


def read_plan(pages: Pages, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The 起案書: what is asked, when, where, who comes, each item."""
    told = plan_of(pages, mission, guests.REQUEST, monkeypatch)
    listed = [
        f"{guest.number}{guest.name}（{guest.latin}）{firm(guest, 'ja')}{handed(guest, 'ja')}"
        for guest in guests.GUESTS
    ]
    items = [fact for stop in guests.STOPS for fact in (on(stop), stop.title, stop.start, stop.end)]
    compare(told, [
        "起案書", guests.REQUEST, f"「{guests.NAME}」", f"会頭{guests.OFFICE['head_name']}様", ADMINISTRATOR_NAME,
        "秋田市", "平成25年12月10日（火）〜平成25年12月12日（木）", "地域間の経済交流を広げる。", "商談：3件", "19名",
        *items, *listed,
        *(post for post, _name in guests.CHAIN),
    ], typed())  # fmt: skip


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
    """The 受入実施報告書 on paper and as a Word file, and the long report: what was typed, and nothing else."""
    pages.open(address).press("/print/internal")
    for told in (words_of(printed(pages)), word(pages, address)):
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
    papers = mission.replace("/missions/", "/documents/missions/")
    pages.open(f"{papers}/reports/new?kind=full").fill(kind="full", language="ja", addressee="会頭 三浦 廣巳 様")
    told = preview(pages, f"{pages.address}/preview/internal")
    spoke = [f"{talk.host}：{talk.by}" for talk in guests.TALKS]
    led = [
        f"{rank}{guests.GUESTS[number - 1].organisation}{guests.GUESTS[number - 1].name}{wanted}（{host}の卓）"
        for host, number, rank, wanted in guests.LEADS
    ]
    compare(
        told,
        [*_reported(), *spoke, *led, "引合2件（A1、B1、C0）", "秋田キャッスルホテル", "秋田商工会議所ホール"],
        typed(),
    )


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
        *(f"{guests.CATEGORIES[category]}{sum(yen):,}円" for category, yen in _by(1).items()),
        *(f"{guests.BEARERS[bearer]}{sum(yen):,}円" for bearer, yen in _by(3).items()),
        f"合計{guests.TOTAL:,}円", f"{round(guests.TOTAL / len(guests.TALKS)):,}円", "平成25年12月20日",
        "春の来訪につなげたい。費用は予算の範囲に収まった。", "個別商談会秋田商工会議所ホール14918",
    ]  # fmt: skip
