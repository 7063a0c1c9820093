"""What the guests of 2013 find on paper, compared with the mails and the minutes (guests)."""

import re
from itertools import pairwise

from crm.core import posts
from tests.journeys import guests
from tests.journeys.papers import fetched, pages_of, preview, printed, sheets, tells, word, words_of
from tests.journeys.plainly import Pages
from tests.journeys.walking import squeezed

#: The four rounds on the clock of Akita, and on that of the guests.
ROUNDS = {
    ("15:00–15:30", "14:00–14:30"), ("15:30–16:00", "14:30–15:00"), ("16:00–16:30", "15:00–15:30"),
    ("16:30–17:00", "15:30–16:00"),
}  # fmt: skip


def read_lists(pages: Pages, mission: str) -> None:
    """The name list in Japanese and Chinese, and the badges: each guest with employer and title."""
    for kind, language in (("list", "ja"), ("list", "zh-Hans"), ("badges", "zh-Hans")):
        told = sheets(pages, mission, kind, language)
        _tells_the_guests(told, others=language == "ja")
        tells(told, [guest.latin for guest in guests.GUESTS])
        assert told.count("翻译" if language == "zh-Hans" else "通訳") >= len(guests.INTERPRETERS)


def _tells_the_guests(told: str, *, others: bool = False) -> None:
    """Each guest stands in a text with employer and title, the replaced one not; `others` in Japanese: step 0 gave a
    body a name in it, and the table of posts gives titles."""
    for guest in guests.GUESTS:
        firm = guests.HAIDA_JA if others and guest.organisation == guests.HAIDA else guest.organisation
        firms = {squeezed(firm), squeezed(guests.known_as(guest.organisation))}
        title = posts.told(guest.title, "zh-Hans", "ja") if others else ""
        tells(told, [guest.name, title or guest.title])
        assert any(each in told for each in firms), guest
    assert guests.GONE.split("\t")[0] not in told


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
    _tells_the_guests(told)
    tells(told, [guest.latin for guest in guests.GUESTS])
    pocket = preview(pages, f"{documents}?kind=pocket&lang=zh-Hans")
    for text in (told, pocket):
        for stop in guests.STOPS:
            tells(text, stop.in_chinese)
        tells(text, ["秋田キャッスルホテル", "秋田商工会議所ホール", "KE769", "KE770"])
        names = " ".join(["キャッスルホテル・ホール", *guests.HOSTS])
        kana = [each for each in re.findall("[ぁ-ヿ]+", text) if each not in names]
        assert kana == []


def read_thanks(pages: Pages, mission: str) -> None:
    """Each guest is thanked in Chinese for having come, by name, with employer and title."""
    letters = mission.replace("/missions/", "/letters/missions/")
    pages.open(f"{letters}/thanks").fill(sender=guests.OFFICE["head_name"])
    links = pages.page.xpath("//main//a[starts-with(@href, '/letters/')]/@href")
    letters_of = {number for link in links if (number := link.rsplit("/", 1)[1]).isdecimal()}
    assert len(letters_of) >= len(guests.GUESTS)
    found = pages_of(fetched(pages, f"{letters}/all.pdf?kind=guest_thanks"))
    assert len(found) == len(guests.GUESTS)
    for guest in guests.GUESTS:
        [letter] = [text for text in found if f"尊敬的{guest.name}" in text]
        tells(letter, ["感谢信", "2013年12月10日至2013年12月12日", "秋田", guests.OFFICE["head_name"]])
        firm = {squeezed(guest.organisation), squeezed(guests.known_as(guest.organisation))}
        assert any(each in letter for each in firm), letter
        assert "接待不周之处" in letter
        assert "热情接待" not in letter


def read_report(pages: Pages, address: str) -> None:
    """The 受入実施報告書 on paper and as a Word file tells what was typed, and nothing else of its kind."""
    pages.open(address).press("/print/internal")
    for told in (words_of(printed(pages)), word(pages, address)):
        _tells_the_guests(told, others=True)
        tells(told, [
            "受入実施報告書", guests.OFFICE["name_ja"], guests.NAME, "会頭三浦廣巳様",
            "平成25年12月10日〜平成25年12月12日（3日間）", "来訪者19名", f"{guests.TOTAL:,}",
            f"{round(guests.TOTAL / len(guests.TALKS)):,}", f"{len(guests.TALKS)}件で割",
            "春の来訪につなげたい。費用は予算の範囲に収まった。",
            "引合—2", "商談33達成", *(word for step in guests.CHAIN for word in step),
            *(guests.known_as(guests.GUESTS[talk.guest - 1].organisation) for talk in guests.TALKS),
            *(talk.topic for talk in guests.TALKS), *(stop.title for stop in guests.STOPS),
        ])  # fmt: skip
        days = [told.index(f"12月{day}日（{name}）") for day, name in ((10, "火"), (11, "水"), (12, "木"))]
        assert days == sorted(days)
        spots = [told.index(stop.clocks + ("韓国→日本" if not stop.start else "")) for stop in guests.STOPS]
        assert all(first < second for first, second in pairwise(spots))
        assert told.count("実施済") == len(guests.STOPS)
