"""What the guests of 2013 find on paper, compared with the mails and the minutes (guests)."""

import io
import re
from itertools import pairwise

from pypdf import PdfReader

from tests.journeys import guests
from tests.journeys.plainly import Pages


def read_lists(pages: Pages, mission: str) -> None:
    """The name list in Japanese and Chinese: each guest with employer and title, the replaced one not."""
    for language in ("ja", "zh-Hans"):
        pages.open(mission.replace("/missions/", "/handouts/missions/"))
        told = _pdf(pages, "/list", language=language)
        _tells_the_guests(told, others=language == "ja")


def _tells_the_guests(told: str, *, others: bool = False) -> None:
    """Every guest stands in a text with employer and title; `others` where step 0 gave a body a Japanese name."""
    for guest in guests.GUESTS:
        firm = guests.HAIDA_JA if others and guest.organisation == guests.HAIDA else guest.organisation
        firms = {squeezed(firm), squeezed(guests.known_as(guest.organisation))}
        assert squeezed(guest.name) in told
        assert squeezed(guest.title) in told
        assert any(each in told for each in firms), guest
    assert guests.GONE.split("\t")[0] not in told


def squeezed(text: str) -> str:
    """A text without blanks: paper breaks lines anywhere."""
    return re.sub(r"\s", "", text)


def _pdf(pages: Pages, action: str, **choices: str) -> str:
    """The words of the sheets that a button of the page makes, without blanks."""
    form = pages.form("language")
    sent = {name: value for name, value in form.form_values() if value is not None} | choices
    answer = pages.client.post(pages.address + action, data=sent)
    assert answer.status_code == 200, answer.status_code
    return squeezed("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.data)).pages))


def read_hosts_pack(pages: Pages, mission: str) -> None:
    """The pack for the delegation, in Chinese: people and both clocks are those of the mails; no kana but in names."""
    number = mission.rsplit("/", 1)[1]
    pages.open(f"/documents/missions/{number}/preview?kind=briefing&lang=zh-Hans&audience=host")
    told = squeezed(" ".join(pages.page.xpath("//body//text()[not(ancestor::style) and not(ancestor::svg)]")))
    _tells_the_guests(told)
    for guest in guests.GUESTS:
        assert squeezed(guest.latin) in told
    for stop in guests.STOPS:
        title = squeezed(guests.TITLES_ZH[stop.title])
        assert title in told
        assert stop.clocks in told
        assert stop.there in told
    kana = [each for each in re.findall("[ぁ-ヿ]+", told) if each not in "キャッスルホテル・ホール"]
    assert kana == []


def read_report(pages: Pages, report: str) -> None:
    """The 受入実施報告書 tells what was typed, and nothing else of its kind."""
    pages.open(f"{report}/preview/internal")
    told = squeezed(" ".join(pages.page.xpath("//body//text()[not(ancestor::style) and not(ancestor::svg)]")))
    _tells_the_guests(told, others=True)
    for fact in (
        "受入実施報告書", guests.OFFICE["name_ja"], guests.NAME, "会頭三浦廣巳様",
        "平成25年12月10日〜平成25年12月12日（3日）",
        "来訪者19名", f"費用合計JPY{guests.TOTAL:,}", f"JPY{round(guests.TOTAL / len(guests.TALKS)):,}",
        f"{len(guests.TALKS)}件で割", "春の来訪につなげたい", "引合—2", "商談33達成",
    ):  # fmt: skip
        assert squeezed(fact) in told, fact
    for post, name in guests.CHAIN:
        assert post in told
        assert squeezed(name) in told
    days = [told.index(f"12/{day}（") for day in (10, 11, 12)]
    assert days == sorted(days)
    spots = [told.index(stop.clocks + ("韓国→日本" if not stop.start else "")) for stop in guests.STOPS]
    assert all(first < second for first, second in pairwise(spots))
    for stop in guests.STOPS:
        assert squeezed(stop.title) in told
    assert told.count("実施済") == len(guests.STOPS)
    for talk in guests.TALKS:
        assert guests.known_as(guests.GUESTS[talk.guest - 1].organisation) in told
