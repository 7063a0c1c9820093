"""The letters, the visa papers, the lists and the files of 2013, compared with the mails and the minutes (guests)."""

from datetime import date
from functools import partial

from playwright.sync_api import Page

from crm.core import posts
from tests.journeys import guests
from tests.journeys.beginning import ADMINISTRATOR_NAME
from tests.journeys.facts import LANGUAGES, compare, day_in
from tests.journeys.guest_facts import OWN, firm, handed, items, people, read_as, rows, typed
from tests.journeys.guest_packs import TableTalk
from tests.journeys.hands import fill_page
from tests.journeys.mission_files import (
    read_blank_sheet,
    read_calendar,
    read_sheets,
    read_workbook,
    workbook,
)
from tests.journeys.papers import asked, fetched, pages_of, preview, sheets, tells, told_by
from tests.journeys.plainly import Pages
from tests.journeys.rows import Together, compare_rows
from tests.journeys.walking import squeezed


def read_printed_lists(pages: Pages, mission: str) -> None:
    """The name list in Japanese and Chinese, as it is set."""
    for language, number in (("ja", "19名"), ("zh-Hans", "19人")):
        told = sheets(pages, mission, "list", language)
        compare(told, [*rows(language), guests.NAMES[language], number], typed())
        assert told.count("翻译" if language == "zh-Hans" else "通訳") >= len(guests.INTERPRETERS)
        assert (guests.HAIDA_JA in told) is (language == "ja"), "below its name at home stands no other"
        assert guests.GONE.split("\t")[0] not in told


def read_lists(pages: Pages, mission: str) -> None:
    """The list, the badges, the tents, the programmes and the application form, in each language."""
    for language in LANGUAGES:
        name, number = (
            guests.NAMES[language],
            {"ja": "19名", "zh-Hans": "19人", "ko": "19명", "en": "19 people"}[language],
        )
        compare(sheets(pages, mission, "list", language), [name, number], typed(), people(language))
        compare(sheets(pages, mission, "badges", language), [name], typed(), people(language))
        by_name = people(language, latin=False, named=partial(read_as, language=language))
        compare(sheets(pages, mission, "tents", language), [], typed(), by_name)
        firms = [firm(guest, language) for guest in guests.GUESTS]
        compare(sheets(pages, mission, "programme", language), [name, *firms], typed(), items(language))
        head = [name, OWN[language], *(day_in(language, day) for day in (guests.FIRST, guests.LAST))]
        compare(sheets(pages, mission, "form", language), head, typed())


def _signed(language: str) -> list[str]:
    """What stands below each letter of ours."""
    office = guests.OFFICE
    phone = office["phone"] if language == "ja" else "18-863-4141"
    head = posts.told("会頭", "ja", language)
    return [OWN[language], head, office["head_name"], office["address_ja"], phone[-11:], office["mail"]]


#: What an invitation tells in each language: (days and number, the day that it has).
_INVITED = {
    "ja": ["2013年12月10日〜2013年12月12日", "ほか18名", "2013年11月15日", "秋田市"],
    "zh-Hans": ["邀请函", "2013年12月10日至2013年12月12日", "等共19人", "2013年11月15日", "秋田市"],
    "ko": ["2013년 12월 10일~2013년 12월 12일", "포함 총 19명", "2013년 11월 15일", "아키타시"],
    "en": ["10 December 2013 to 12 December 2013", "19 people", "15 November 2013", "Akita"],
}


def read_invitations(page: Page, pages: Pages, mission: str) -> None:
    """The head and the guest of step 0 are invited: when, where, who comes; as letter and as Word file."""
    for guest in (guests.GUESTS[0], guests.GUESTS[4]):
        for language in LANGUAGES if guest is guests.GUESTS[0] else ["zh-Hans"]:
            pressed = page if guest is guests.GUESTS[0] and language == LANGUAGES[0] else None
            letter = _written(pages, mission, "invitation", guest.name, language, page=pressed)
            named, by_name = read_as(guest, language), partial(read_as, language=language)
            facts = [firm(guest, language), named, handed(guest, language), *_INVITED[language], *_signed(language)]
            for paper in (preview(pages, f"{letter}/preview"), told_by(fetched(pages, f"{letter}/word"))):
                compare(
                    paper,
                    [*facts, ADMINISTRATOR_NAME],
                    typed(guests.ASKED),
                    people(language, latin=False, named=by_name),
                )
    letter = _written(pages, mission, "reception", "秋田県庁", "ja", purpose=guests.VISA["purpose"])
    facts = ["秋田県庁　御中", "平成25年12月10日（火）", "15:30〜16:00", guests.VISA["purpose"], "崔成浩ほか18名"]
    for paper in (preview(pages, f"{letter}/preview"), told_by(fetched(pages, f"{letter}/word"))):
        compare(paper, [*facts, *_signed("ja")], typed(guests.ASKED, _ANSWER), people(latin=False))


#: Ten working days after the request an answer is hoped for.
_ANSWER = "2013-11-29"


def _written(
    pages: Pages, mission: str, kind: str, whom: str, language: str, *, page: Page | None = None, **more: str
) -> str:
    """The address of a new letter; with a `page` as a person writes it."""
    new = mission.replace("/missions/", "/letters/missions/") + f"/new?kind={kind}"
    told = {"person_id": whom, "language": language, "dated_on": guests.ASKED,
            "sender": guests.OFFICE["head_name"]} | more  # fmt: skip
    if page is not None:
        return fill_page(page, new, **told)
    pages.open(new).fill(kind=kind, **told)
    return pages.address


def _in_passport(guest: guests.Guest) -> str:
    return guests.PASSPORT_NAME if guest.name == guests.PASSPORT_OF else guest.name


def read_visas(pages: Pages, mission: str) -> None:
    """The papers for the consulate, as PDF and as Word file: why, who, each day, whom a passport calls otherwise."""
    pages.open("/places/entry-rules")
    row = next(row for row in pages.page.xpath("//main//tr|//main//li") if "中国日本" in squeezed(row.text_content()))
    pages.open(str(row.xpath(".//a/@href")[0])).fill(checked_on=guests.ASKED)  # that of today does not tell of 2013
    pages.open(mission.replace("/missions/", "/travel/missions/")).open(pages.link(guests.PASSPORT_OF))
    pages.open(f"{pages.address}/edit").fill(passport_name=guests.PASSPORT_NAME)
    pages.open(mission.replace("/missions/", "/visas/missions/"))
    sent = {name: value for name, value in pages.form("dated_on").form_values() if value is not None} | guests.VISA
    for ending in ("pdf", "docx"):
        told = {}
        for kind in ("reasons", "guarantee", "stay", "list"):
            told[kind] = asked(pages, f"{pages.address}/{kind}.{ending}", **sent)
            compare(told[kind], [
                "2013年11月20日", "在瀋陽日本国総領事殿", guests.OFFICE["name_ja"], f"会頭{guests.OFFICE['head_name']}",
                guests.OFFICE["address_ja"], guests.OFFICE["phone"], guests.GUESTS[0].name,
            ], typed(guests.VISA["dated_on"]))  # fmt: skip
        first = f"{guests.GUESTS[0].name}）ほか18名"
        tells(told["reasons"], [first, guests.VISA["purpose"], guests.VISA["background"], guests.VISA["relation"],
                                "2013年12月10日から2013年12月12日まで"])  # fmt: skip
        tells(told["guarantee"], [first, guests.VISA["relation"]])
        tells(
            told["stay"],
            [first, "入国予定日2013年12月10日（火）出国予定日2013年12月12日（木）", "秋田キャッスルホテル"],
        )
        compare_rows(told["stay"].rows, [
            Together(stop.title, (stop.start or stop.end,), date(2013, 12, stop.day)) for stop in guests.STOPS
        ])  # fmt: skip
        tells(told["list"], ["次の19名", guests.PASSPORT_NAME])
        compare_rows(told["list"].rows, people(latin=False, named=_in_passport))


def read_files(pages: Pages, mission: str, table: str, talks: list[TableTalk]) -> None:
    """Calendar, the sheet to fill in, and the workbook of the tables: each talk at its clock and table."""
    read_calendar(pages, mission, guests.STOPS, 2013, 12)
    pages.open(mission)
    read_blank_sheet(pages, mission, guests.NAMES, typed())
    pages.open(table)
    told = [(talk.clock, talk.table, talk.host, talk.firm, talk.interpreter) for talk in talks]
    read_workbook(workbook(pages, f"{table}/workbook"), told)


def read_talks(pages: Pages, mission: str) -> None:
    """The sheets of the talks and leads, in each language, and the workbook of what the prefecture paid."""
    pages.open(mission)
    read_sheets(pages, "talk", dict(enumerate(map(_talk, guests.TALKS), start=1)), typed())
    leads = {
        number: {language: _lead(*lead, language) for language in LANGUAGES}
        for number, lead in enumerate(guests.LEADS, start=1)
    }
    read_sheets(pages, "lead", leads, typed())
    pages.open(mission)
    costs = workbook(pages, mission.replace("/missions/", "/activities/") + "/subsidy", source="prefecture_subsidy")
    read_workbook(costs, [(what, yen) for what, _category, yen, by in guests.COSTS if by == "prefecture_subsidy"])


def _talk(talk: guests.Talk) -> dict[str, list[str]]:
    guest = guests.GUESTS[talk.guest - 1]
    return {
        language: [
            talk.host, firm(guest, language), read_as(guest, language), talk.by, talk.topic,
            talk.said, talk.step, day_in(language, date(2013, 12, 11)), guests.NAMES[language],
        ]
        for language in LANGUAGES
    }  # fmt: skip


def _lead(host: str, number: int, _rank: str, wanted: str, language: str) -> list[str]:
    guest = guests.GUESTS[number - 1]
    return [guest.name, guest.organisation, wanted, host, guests.NAMES[language]]


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
            "接待不周之处", *_signed("zh-Hans"),
        ], typed())  # fmt: skip
        assert "热情接待" not in letter
        others = [other.name for other in guests.GUESTS if other is not guest and other.name in letter]
        assert others == []
