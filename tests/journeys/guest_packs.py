"""The packs, the pocket programme and the sheets of the tables of 2013, compared with the mails (guests)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from lxml import html

from tests.journeys import guests
from tests.journeys.facts import CENSUS, PACKS_OF_2013, compare, day_in
from tests.journeys.guest_facts import DAYS, OWN, ROUNDS, items, people, typed
from tests.journeys.papers import preview, printed, shown, words_of
from tests.journeys.plainly import Pages
from tests.journeys.rows import Together
from tests.journeys.walking import squeezed, until


@dataclass(frozen=True)
class TableTalk:
    """A talk as the page of the tables places it; `interpreter` is empty where there is none."""

    clock: str
    table: str
    host: str
    firm: str
    interpreter: str

    def told(self, language: str, *, with_table: bool = True, with_interpreter: bool = True) -> Together:
        """Its row in a paper: the two firms beside each other, then the table and the interpreter, at its clock."""
        firm = guests.HAIDA if language == "zh-Hans" and self.firm == guests.HAIDA_JA else self.firm
        interpreter = self.interpreter if with_interpreter else ""
        if language == "en" and interpreter:
            interpreter = next(guest.latin for guest in guests.GUESTS if guest.name == interpreter)
        behind = (self.table if with_table else "") + interpreter
        # On a slip whoever comes for a firm stands between it and the interpreter.
        beside = (f"{firm}{behind}",) if with_table and with_interpreter else tuple(filter(None, (firm, behind)))
        return Together(f"{self.host}{firm}", (self.clock, *beside))


def placed(pages: Pages, table: str) -> list[TableTalk]:
    """Every talk of the page of the tables: all that were wished for."""
    talks = []
    for row in pages.open(table).page.xpath("//table[@data-rounds]//tr[starts-with(@id, 'slot-')]"):
        [clock] = [local for local, _theirs in ROUNDS if squeezed(row[0].text_content()).startswith(local)]
        for number, cell in enumerate(row[1:], start=1):
            for link in cell.xpath(".//a[contains(@href, '/matching/talks/')]"):
                host, firm = " ".join(link.text_content().split()).split(" × ")
                speaks = [name for name in guests.INTERPRETERS if name in cell.text_content()]
                talks.append(TableTalk(clock, str(number), host, firm, "".join(speaks)))
    assert {(talk.host, talk.firm) for talk in talks} == set(guests.wishes())
    return talks


def read_packs(pages: Pages, mission: str, talks: Sequence[TableTalk]) -> None:
    """Each reader's pack and the pocket programme: every guest, item on both clocks, talk at a table.

    Those that guests read in Chinese have no kana but in names.
    """
    assert {("briefing", "host", "zh-Hans"), ("pocket", "member", "zh-Hans")} <= set(PACKS_OF_2013)
    for kind, reader, language in PACKS_OF_2013:
        _read_pack(pages, mission, kind, reader, language, talks)


def _read_pack(pages: Pages, mission: str, kind: str, reader: str, language: str, talks: Sequence[TableTalk]) -> None:
    documents = mission.replace("/missions/", "/documents/missions/") + "/preview"
    told = preview(pages, f"{documents}?kind={kind}&audience={reader}&lang={language}")
    facts, tables = [*(day_in(language, day) for day in DAYS), "KE769", "KE770"], [items(language)]
    facts.append(guests.NAMES[language])
    if kind == "briefing":
        facts.append(guests.BUREAU)
        tables += [people(language), [talk.told(language) for talk in talks], _visits(language)]
    compare(told, facts, typed(*CENSUS), *tables)
    assert guests.GONE.split("\t")[0] not in told
    if language == "zh-Hans" and (reader == "host" or kind == "pocket"):
        names = " ".join(["キャッスルホテル・ホール", *guests.HOSTS])
        assert [each for each in re.findall("[ぁ-ヿ]+", told) if each not in names] == []


def _visits(language: str) -> list[Together]:
    """The list of visits: the two courtesy calls, by the body or by what one does there."""
    first, second = (stop for stop in guests.STOPS if stop.kind == "courtesy_call")
    return [
        Together("秋田県庁", (first.start,), date(2013, 12, first.day)),
        Together(second.told(language)[0], (second.start,), date(2013, 12, second.day)),
    ]


def read_tables(pages: Pages, table: str) -> None:
    """A sheet for each company of both sides: whom it meets, all whom it or they wished for, and nobody else."""
    pages.open(f"{table}/print").fill(having="by", language="ja")  # by company, as it stands
    wishes = list(guests.wishes())
    names = {name for pair in wishes for name in pair}
    heads = {squeezed(f"{name}{OWN['ja']}·{guests.NAME}·{guests.SESSION}"): name for name in names}
    _before, *parts = re.split("(" + "|".join(map(re.escape, heads)) + ")", words_of(printed(pages)))
    found = {heads[head]: listed for head, listed in zip(parts[::2], parts[1::2], strict=True)}
    assert set(found) == names
    for name, listed in found.items():
        met = {one if two == name else two for one, two in wishes if name in (one, two)}
        assert {other for other in names - {name} if squeezed(other) in listed} == met
        clocks = re.findall(r"(\d\d:\d\d–\d\d:\d\d)(\d\d:\d\d–\d\d:\d\d)?", listed)
        assert len(clocks) == len(met)
        assert set(clocks) <= ROUNDS or set(clocks) <= {(local, "") for local, _home in ROUNDS}


def read_slips(pages: Pages, table: str, talks: Sequence[TableTalk], monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheets by table and by interpreter: each talk at its clock, on the sheet that it belongs to and no other."""
    made: list[str] = []

    def keep(document: str, **_: object) -> bytes:
        made.append(document)
        return b"%PDF-1.7"

    monkeypatch.setattr("crm.matching.contents.paper.render", keep)
    for by, with_table, with_interpreter in (("table", False, True), ("interpreter", True, False)):
        pages.open(f"{table}/print")
        sent = dict(pages.form("by").form_values()) | {"by": by, "language": "ja"}
        assert pages.client.post(pages.address, data=sent).status_code == 303
        document = until(lambda: made.pop() if made else "", "the worker beside prints nothing")
        for sheet in html.document_fromstring(document).xpath("//section"):
            head = squeezed(sheet.find("h1").text_content())
            here = [
                talk
                for talk in talks
                if head.startswith(f"卓{talk.table}" if by == "table" else talk.interpreter or "通訳のいない")
            ]
            listed = [talk.told("ja", with_table=with_table, with_interpreter=with_interpreter) for talk in here]
            told = shown(html.tostring(sheet, encoding="utf-8"))
            compare(told, [], typed(), listed)
            begun = [row.text for row in told.rows if row.text.startswith(tuple(clock for clock, _theirs in ROUNDS))]
            assert sum(any(host in text for host in guests.HOSTS) for text in begun) == len(here)
