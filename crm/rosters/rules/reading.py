"""Rows of cells as people: who they are, whom they stand for, how they are reached; and what could not be read."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from crm.contacts import rules as contacts
from crm.contacts.rules import PersonNameInput
from crm.core.cleaning import BadText
from crm.core.hanja import han_language
from crm.core.names import Script, script_of
from crm.core.scripts import is_han
from crm.core.texts import N_, Text
from crm.interchange.rules import cells, naming, tables
from crm.rosters.rules import MOST, around, headings, kinds, latin, sealed, splitting, telling
from crm.rosters.rules.fitting import fitted, with_whole_name
from crm.travel.rules import Details as Travel

NO_NAMES: Final = Text(
    "No names were found. Paste the rows with their headings, such as name, organisation and title, one person a line."
)
TOO_MANY: Final = Text("At most %(most)s people are read at once.", most=MOST)

#: What is read of a column, as the page tells it. What goes into the sealed travel details is told by those labels.
LABELS_OF: Final[dict[str, str]] = {
    "number": N_("Number"), "full_name": N_("Full name"), "family": N_("Family name"), "given": N_("Given name"),
    "full_reading": N_("Reading"), "family_reading": N_("Reading of the family name"),
    "given_reading": N_("Reading of the given name"), "latin_name": N_("Latin letters"),
    "other_name": N_("Name in another spelling or script"), "nickname": N_("Nickname"), "sex": N_("Sex"),
    "organisation": N_("Organisation"), headings.POST: N_("Organisation and title"), "department": N_("Department"),
    "title": N_("Job title"), "role": N_("Role in the delegation"), "spoken": N_("Languages"), "email": N_("E-mail"),
    "notes": N_("Remarks: the role in the delegation, where they name one"),
    "tel": N_("Phone"), "mobile": N_("Mobile"), "direct": N_("Direct line"), "fax": N_("Fax"),
    "wechat": N_("WeChat"), "kakao": N_("KakaoTalk"), "line": N_("LINE"), "qq": N_("QQ"),
}  # fmt: skip
TRAVEL: Final = ("passport_number", "passport_name", "passport_expires", "birth_date", "nationality")
_NAMES: Final = ("full_name", "family", "given")
_POINTS: Final = ("email", "mobile", "tel", "direct", "fax", "wechat", "kakao", "line", "qq")
_LIMITS: Final = {"title": contacts.TITLE_LIMIT, "department": 120}
_SALUTATIONS: Final = {"male": "先生", "female": "女士"}
_LATIN_SALUTATIONS: Final = {"male": "Mr", "female": "Ms"}


@dataclass(frozen=True)
class RosterEntry:
    """One person of the list. `remarks` say what was left out or guessed."""

    line: int  #: from 1, in the order of the list
    name: PersonNameInput
    others: Sequence[PersonNameInput] = ()
    salutation: str = ""
    organisation: str = ""  #: as written; "" for none
    department: str = ""
    title: str = ""
    role: str = "member"
    role_told: bool = False  #: the list says it in a column of its own, or in its remarks
    role_from: str = ""  #: the text that it is guessed from
    languages: Sequence[str] = ()
    points: Sequence[tuple[str, str, str]] = ()  #: (kind, as written, comparable)
    travel: Travel = Travel()
    remarks: Sequence[Text] = ()
    employer_guessed: bool = False  #: the line names none: that of the line above was taken, or it is asked for
    alone: bool = False  #: the line says that there is none: フリーランス
    written: str = ""  #: the cell of the name
    undivided: str = ""  #: the kana of the list, where it was divided by a guess or by somebody

    @cached_property
    def readings(self) -> list[str]:
        """How the kana of the list may divide into family and given name, the likeliest first; [] where it does."""
        return contacts.divided_kana(self.undivided or self.name.reading, self.name.family, self.name.given)

    @property
    def post(self) -> str:
        """Department and title in one line, as a delegate's title is kept."""
        return contacts.post_line(self.department, self.title)[: contacts.TITLE_LIMIT]


@dataclass(frozen=True)
class Roster:
    """What was read: columns as (heading, target), people, and lines that are none."""

    columns: Sequence[tuple[str, str]] = ()
    guessed: bool = False  #: without headings, by what stands in the columns
    language: str = "ja"
    entries: Sequence[RosterEntry] = ()
    unread: Sequence[str] = ()
    seats: Sequence[str] = ()  #: lines that keep a place for somebody who is not known yet
    fault: Text | None = None


@dataclass
class _Rows:
    """The data rows of a list, each as wide as its columns, and what was no row."""

    cells: list[list[str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read(text: str, *, country: str = "") -> Roster:
    """The people of a pasted list. `country` is where they are taken to come from when nothing in the list tells."""
    grid = splitting.rows_of(text, headings.known)
    if not grid:
        return Roster(fault=NO_NAMES)
    header, below, above = _headings(grid)
    if not header:
        grid = below = [with_whole_name(row) for row in grid]
    targets = headings.guess(header) if header else telling.targets(_bodies(grid))
    if not set(targets) & set(_NAMES):
        return Roster(fault=NO_NAMES)
    found = _rows(below, header, targets)
    targets = _with_parts(targets, found.cells)
    unread = [*above, *found.unread]
    language = _language(header, found.cells, country)
    entries: list[RosterEntry] = []
    seats: list[str] = []
    for cells_of in tables.body(enumerate(found.cells), len(targets)):
        if around.is_seat(dict(zip(targets, cells_of[1], strict=True))):
            seats.append(_joined(cells_of[1]))
            continue
        try:
            entries.append(_entry(len(entries) + 1, targets, cells_of[1], language))
        except BadText:
            unread.append(_joined(cells_of[1]))
    if not entries:
        return Roster(fault=NO_NAMES)
    if len(entries) > MOST:
        return Roster(fault=TOO_MANY)
    styled = latin.in_one_style([(entry.name, entry.others, entry.written) for entry in entries])
    entries = [
        replace(entry, name=told.name, others=told.others, remarks=[*entry.remarks, *told.remarks])
        for entry, told in zip(entries, styled, strict=True)
    ]
    names = header or [""] * len(targets)
    meant = [_meant(target, [row[place] for row in found.cells]) for place, target in enumerate(targets)]
    told = [(heading, target) for heading, target in zip(names, meant, strict=True) if heading or target]
    return Roster(told, not header, language, _filled_down(entries), unread, seats)


def _with_parts(targets: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The targets, with the column that tells 団長 and 団員 under a heading that no table knows."""
    free = [place for place, target in enumerate(targets) if not target]
    told = [place for place in free if telling.tells_parts([row[place] for row in rows])]
    role = told[0] if told and "role" not in targets else None
    return ["role" if place == role else target for place, target in enumerate(targets)]


def _meant(target: str, texts: Sequence[str]) -> str:
    """What a column turned out to be: one of readings may hold Latin spellings only."""
    return next(iter(found)) if len(found := {around.meant(target, text) for text in texts if text}) == 1 else target


def _joined(row: Iterable[str]) -> str:
    return " ".join(filter(None, row))[:200]


def _bodies(grid: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows that look like people: without greetings and the line of the total."""
    wide = [row for row in grid if len(row) > 1]
    return [row for row in wide if not any(map(cells.totals, row[:2]))] or list(grid)


def _headings(grid: Sequence[list[str]]) -> tuple[list[str], Sequence[list[str]], list[str]]:
    """(headings or [], the rows below, what stood above)."""
    scores = [sum(map(headings.known, filter(None, row))) for row in grid[:20]]
    best = max(scores, default=0)
    if best < 2:
        alone = scores and len(grid[0]) == 1 and headings.known(grid[0][0])
        return (list(grid[0]), grid[1:], []) if alone else ([], grid, [])
    line = scores.index(best)
    header = tables.header_at(grid, line, headings.known)
    last = max(place for place, text in enumerate(header.headings, start=1) if text)
    return list(header.headings[:last]), grid[header.first :], [_joined(row) for row in grid[:line]]


# ------------------------------------------------------------------ rows


def _rows(grid: Sequence[Sequence[str]], header: Sequence[str], targets: Sequence[str]) -> _Rows:
    """The rows with their cells under the headings: repeated headings and totals left out, broken lines joined."""
    found, width = _Rows(), len(targets)
    folded = [text for text in header if text]
    waiting: list[str] = []  # a row that goes on in the next line
    for place, given in enumerate(grid):
        row = list(given)
        if folded and sum(text in folded for text in row if text) * 2 > sum(map(bool, row)) and any(row):
            continue  # the headings once more, as at the top of a page
        if waiting:
            row, waiting = _continued(waiting, row, width), []
        told = [text for text in row if text]
        if _is_total(told):
            continue
        following = grid[place + 1] if place + 1 < len(grid) else []
        if len(row) < width and _goes_on(row, following, targets):
            waiting = row
            continue
        if len(told) == 1 and width > 2 and not telling.is_person(told[0]):
            found.unread.append(told[0])
            continue
        fit = fitted(row, targets)
        if any(fit[width:]):
            found.unread.append(_joined(fit[width:]))
        found.cells.append(fit[:width])
    return found


def _is_total(told: Sequence[str]) -> bool:
    return bool(told) and not telling.is_number(told[0]) and any(map(cells.totals, ("".join(told[:2]), told[0])))


def _goes_on(row: Sequence[str], following: Sequence[str], targets: Sequence[str]) -> bool:
    """Whether a short row is the beginning of one that was broken over two lines."""
    if not following or _begins(following, targets) or not _begins(row, targets):
        return False
    together = len(row) + len(following)
    return together - 1 <= len(targets)


def _begins(row: Sequence[str], targets: Sequence[str]) -> bool:
    """Whether a row starts a person: with a number, or a name where the list begins with names."""
    first = next(iter(targets), "")
    if "number" in targets:
        return bool(row) and (telling.is_number(row[0]) or telling.NUMBERING.match(row[0]) is not None)
    return bool(row) and (first not in _NAMES or telling.is_person(row[0]) or row[0].isascii())


def _continued(waiting: Sequence[str], row: Sequence[str], width: int) -> list[str]:
    """Two lines as one row: broken within a cell, or between two."""
    if len(waiting) + len(row) > width or (waiting and row and len(waiting) + len(row) == width + 1):
        return [*waiting[:-1], _glued(waiting[-1], row[0]), *row[1:]]
    apart = [*waiting, *row]
    return apart if len(apart) == width else [*waiting[:-1], _glued(waiting[-1], row[0]), *row[1:]]


def _glued(one: str, other: str) -> str:
    """Two pieces of a cell: with a space between Latin words only."""
    return f"{one} {other}" if one[-1:].isascii() and other[:1].isascii() else f"{one}{other}"


def _filled_down(entries: Sequence[RosterEntry]) -> list[RosterEntry]:
    """Cells that were merged in the sheet stand in the first row only: the organisation goes on below, as a guess.

    A list in which two lines after another name the same one has no merged cells: there an empty cell is asked for.
    """
    named = [entry.organisation for entry in entries if entry.organisation]
    if any(one == other for one, other in pairwise(named)):
        return [
            entry if entry.organisation or entry.alone else replace(entry, employer_guessed=True) for entry in entries
        ]
    told, found = "", []
    for entry in entries:
        if entry.organisation or entry.alone or not told:
            told = "" if entry.alone else entry.organisation or told
            found.append(entry)
        else:
            found.append(replace(entry, organisation=told, employer_guessed=True))
    return found


def as_decided(entries: Sequence[RosterEntry], decided: Mapping[str, str]) -> list[RosterEntry]:
    """The lines with what somebody chose for them: the employer of one that names none, how kana divides.

    `decided` is {"employer-3": a name of the list or "", "reading-3": kana with a space}; anything else is no choice.
    Where nobody has chosen yet, kana that runs on is divided by a guess.
    """
    named = {entry.organisation for entry in entries}
    found = []
    for entry in entries:
        employer = decided.get(f"employer-{entry.line}")
        if entry.employer_guessed and employer is not None and employer in named | {""}:
            entry = replace(entry, organisation=employer)
        if entry.readings:
            chosen = decided.get(f"reading-{entry.line}", "")
            reading = chosen if chosen in (*entry.readings, entry.name.reading) else entry.readings[0]
            entry = replace(entry, name=replace(entry.name, reading=reading), undivided=entry.name.reading)
        found.append(entry)
    return found


# ------------------------------------------------------------------ language


def _language(header: Sequence[str], rows: Sequence[Sequence[str]], country: str) -> str:
    """The language that the list is written in: by its script, then by characters that only one language writes."""
    text = "".join(header) + "".join("".join(row) for row in rows)
    scripts = Counter(script_of(character) for character in text)
    han = scripts[Script.HAN]
    if scripts[Script.HANGUL] and scripts[Script.HANGUL] * 2 >= han:
        return "ko"
    if scripts[Script.KANA] >= 3:
        return "ja"
    if not han:
        return "en"
    marks = Counter(filter(None, (han_language(character) for character in text if is_han(character))))
    usual = {"CN": "zh-Hans", "KR": "ko"}.get(country, "ja")
    return marks.most_common(1)[0][0] if marks else usual


# ------------------------------------------------------------------ one person


def _entry(line: int, targets: Sequence[str], row: Sequence[str], language: str) -> RosterEntry:
    """The person of a row. BadText when nobody is named there."""
    said: dict[str, list[str]] = {}
    for target, text in zip(targets, row, strict=True):
        text = cells.without_mark(text)
        if target and text and not cells.empty(text):
            said.setdefault(around.meant(target, text), []).append(text)
    for target in (*_NAMES, "latin_name"):
        if target in said:
            said[target] = [around.unaddressed(telling.without_numbering(text), said) for text in said[target]]
    if "full_name" in said:
        said["full_name"] = [around.bare(text, said) for text in said["full_name"]]
    first = {target: values[0] for target, values in said.items()}
    remarks: list[Text] = []
    organisation, title = _post(first, remarks)
    alone = kinds.is_nobody(organisation)
    if alone:
        remarks.append(Text("“%(text)s” is no organisation: the person has none.", text=organisation[:60]))
        organisation = ""
    department = first.get("department", "")
    if not department and (parted := telling.with_department(organisation))[1]:
        organisation, department = parted
        remarks.append(Text("The organisation and the department were split here: check them."))
    remarks += [Text("“%(text)s” after the name was left out: the list has a column for titles.", text=text[:60])
                for text in said.get("title", ())[1:] if text != title]  # fmt: skip
    region = cells.country_of({"organisation": organisation}, contacts.REGIONS.get(language, ""))
    name, others, salutation = naming.names_of(said, first, region if language != "ja" else "", language)
    points = _points(said, region, remarks)
    said_besides = first.get("notes", "").strip()
    role, role_from = around.role_of(title, first.get("role", ""), said_besides)
    if role == "member" and not around.says_member(first.get("role", "")):
        remarks.append(
            Text("“%(text)s” is not a known role. Choose one if the person has one.", text=first["role"][:60])
        )
    if said_besides and said_besides != role_from:
        remarks.append(Text("Not saved, enter it where it belongs: “%(text)s”", text=said_besides[:60]))
    return RosterEntry(
        line,
        name,
        others,
        _salutation(name, telling.sex(first.get("sex", "")), salutation or first.get("salutation", "")),
        organisation[:200],
        _short("department", department, remarks),
        _short("title", title, remarks),
        role,
        bool(first.get("role") or (role_from and role_from != title)),
        role_from,
        [code for text in said.get("spoken", ()) for code in telling.languages(text)],
        points,
        sealed.details(first, remarks),
        remarks,
        alone=alone,
        written=f"{first.get('salutation', '')} {first.get('full_name', '')}".strip(),
    )


def _post(first: Mapping[str, str], remarks: list[Text]) -> tuple[str, str]:
    """(organisation, title), parted where one cell has both."""
    organisation, title = cells.spaced(first.get("organisation", "")), cells.spaced(first.get("title", ""))
    both = cells.spaced(first.get(headings.POST, ""))
    if both or (organisation and not title and telling.is_title(organisation)):
        organisation, title = telling.parted(both or organisation)
        remarks.append(Text("The organisation and the title were split here: check them."))
    return organisation, title


def _short(target: str, text: str, remarks: list[Text]) -> str:
    limit = _LIMITS[target]
    if len(text) > limit:
        remarks.append(Text("A text was cut after %(limit)s characters.", limit=limit))
    return text[:limit]


def _salutation(name: PersonNameInput, sex: str, told: str) -> str:
    table = _SALUTATIONS if name.language == "zh-Hans" else _LATIN_SALUTATIONS
    return told or table.get(sex, "")


def _points(said: Mapping[str, Sequence[str]], region: str, remarks: list[Text]) -> list[tuple[str, str, str]]:
    """Contact points in comparable form; what is none is told and left out."""
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for target in _POINTS:
        for value in (piece for text in said.get(target, ()) for piece in cells.divided(text, target)):
            try:
                typed, comparable = cells.point(target, value, region)
            except BadText as bad:
                remarks.append(Text("%(value)s was left out: %(reason)s", value=value[:60], reason=bad.text))
                continue
            kind = "mobile" if target == "tel" and cells.is_mobile(comparable) else target
            if comparable:
                found.setdefault((kind, comparable), (kind, typed, comparable))
    return list(found.values())
