"""What stands where on each paper, as the forms of Japan's foreign ministry have it. PDF and Word follow it alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from crm.core.territories import name_of
from crm.visas import rules
from crm.visas.queries import Applicant, Papers, StayDay, said


@dataclass(frozen=True)
class Told:
    """What people told for the papers; empty texts are left to be written by hand."""

    dated_on: date
    consulate: str = ""
    purpose: str = ""
    background: str = ""
    relation: str = ""
    contact: str = ""
    contact_phone: str = ""


#: A text with its language, where that is not the paper's: 孙浩 is drawn as China writes it.
Run = tuple[str, str]
#: What stands in a line or a cell.
Line = str | tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """A part of a paper: a line (`style` is right, left, title, head or text), or a table, widths in millimetres."""

    style: str
    text: Line = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Line]] = ()
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class VisaSheet:
    """One paper from top to bottom."""

    title: str
    blocks: Sequence[Block]


def runs(line: Line) -> tuple[Run, ...]:
    """The parts of a line, each with its language."""
    return ((line, rules.LANGUAGE),) if isinstance(line, str) else line


def sheet(kind: str, papers: Papers, told: Told) -> VisaSheet:
    """A paper of rules.PAPERS."""
    title, compose = {
        rules.REASONS: ("招へい理由書", _reasons),
        rules.GUARANTEE: ("身元保証書", _guarantee),
        rules.STAY: ("滞在予定表", _stay),
        rules.LIST: ("申請人名簿", _list),
    }[kind]
    return VisaSheet(title, list(compose(papers, told, title)))


def _head(told: Told, title: str) -> Iterator[Block]:
    yield Block("right", _on(told.dated_on))
    yield Block("left", f"{told.consulate or '在＿＿＿＿日本国大使・総領事'}　殿")
    yield Block("title", title)


def _reasons(papers: Papers, told: Told, title: str) -> Iterator[Block]:
    yield from _head(told, title)
    yield _inviter(papers, told)
    yield from _first_applicant(papers, told)
    yield Block("text", "上記の者を招へいする目的、経緯等は、次のとおりです。")
    period = f"{_on(papers.since)}から{_on(papers.activity.end_on)}まで（別添「滞在予定表」のとおり）"
    for heading, text in (
        ("１　招へい目的", told.purpose),
        ("２　招へい経緯", told.background),
        ("３　申請人との関係", told.relation),
        ("４　滞在期間", period),
    ):
        yield Block("head", heading)
        for line in (text or f"{rules.BLANK * 6}").splitlines():
            yield Block("text", line)
    yield _signed()


def _guarantee(papers: Papers, told: Told, title: str) -> Iterator[Block]:
    yield from _head(told, title)
    yield from _first_applicant(papers, told)
    yield Block("text", "上記の者の本邦入国に関し、下記の事項について保証します。")
    for promise in ("１　滞在費", "２　帰国旅費", "３　日本国法令の遵守"):
        yield Block("text", promise)
    yield Block("text", "上記のとおり相違ありません。")
    yield Block("head", "身元保証人")
    yield _inviter(papers, told, called="団体名", besides=[("申請人との関係", told.relation or rules.BLANK)])
    yield _signed()


def _first_applicant(papers: Papers, told: Told) -> Iterator[Block]:
    """Who applies; of several the first, for all of whom the list goes along."""
    first, number = next(iter(papers.applicants), None), len(papers.applicants)
    others = f"　ほか{number - 1}名（別添「申請人名簿」のとおり）" if number > 1 else ""
    yield Block("head", "申請人" if number < 2 else "申請人（代表者）")
    rows: list[tuple[Line, ...]] = [
        ("国籍", _nation(first)),
        ("職業", first.occupation if first and first.occupation else rules.BLANK),
        ("氏名", (*_named(first), (others, rules.LANGUAGE))),
        ("性別", _sex(first)),
        ("生年月日", _born(first, told.dated_on)),
    ]
    yield Block("table", rows=rows, widths=(32, 131))


def _inviter(papers: Papers, told: Told, *, called: str = "招へい人", besides: Sequence[tuple[str, str]] = ()) -> Block:
    office = papers.office
    of_office = {name: text or rules.BLANK for name, text in said(office).items()}
    head = " ".join(filter(None, (office.head_title(rules.LANGUAGE), of_office["head"])))
    rows = [
        (called, of_office["name"]),
        ("代表者", head),
        ("住所", of_office["address"]),
        ("電話", of_office["phone"] + (f"　FAX {office.fax}" if office.fax else "")),
        ("担当者", f"{told.contact or rules.BLANK}　電話 {told.contact_phone or rules.BLANK}"),
        *besides,
    ]
    return Block("table", rows=rows, widths=(32, 131))


def _signed() -> Block:
    """Room for whoever invites to sign, and for the seal."""
    return Block("right", f"署名　{rules.BLANK * 4}　㊞")


def _stay(papers: Papers, told: Told, title: str) -> Iterator[Block]:
    yield from _head(told, title)
    number = len(papers.applicants)
    others = f"ほか{number - 1}名" if number > 1 else ""
    named = _named(next(iter(papers.applicants), None))
    days = f"入国予定日　{_dated(papers.since)}　　出国予定日　{_dated(papers.activity.end_on)}"
    yield Block(
        "text", (("申請人　", rules.LANGUAGE), *named, (f"{others}の滞在日程は、次のとおりです。", rules.LANGUAGE))
    )
    yield Block("text", days)
    rows = [
        (_dated(each.day), "\n".join(each.plans) or rules.BLANK, each.contact or rules.BLANK,
         "\n".join(filter(None, (each.lodging, each.lodging_at, _to_find(each)))))
        for each in papers.days
    ]  # fmt: skip
    last = len(rows) - 1
    yield Block(
        "table",
        heads=("年月日", "行動予定", "連絡先", "宿泊先"),
        rows=[(*row[:3], row[3] or (rules.BLANK if at < last else "—")) for at, row in enumerate(rows)],
        widths=(36, 54, 32, 41),
    )
    yield _inviter(papers, told)


def _to_find(day: StayDay) -> str:
    """What of a hotel is left to be written by hand."""
    if not day.lodging:
        return ""
    if not day.lodging_at:
        return f"所在地{rules.BLANK}\n電話{rules.BLANK}"
    return f"電話{rules.BLANK}" if day.no_phone else ""


def _list(papers: Papers, told: Told, title: str) -> Iterator[Block]:
    yield from _head(told, title)
    yield Block("text", f"申請人は、次の{len(papers.applicants)}名です。")
    rows: list[tuple[Line, ...]] = [
        (
            str(number),
            _nation(each),
            ((f"{each.latin or rules.BLANK}\n", rules.LANGUAGE), (each.name, each.language)),
            _sex(each),
            _born(each),
            each.occupation or rules.BLANK,
        )
        for number, each in enumerate(papers.applicants, 1)
    ]
    yield Block(
        "table",
        heads=("番号", "国籍", "氏名（旅券のとおり）", "性別", "生年月日", "職業（所属・役職）"),
        rows=rows,
        widths=(12, 17, 44, 17, 32, 41),
    )
    yield _inviter(papers, told)


def _named(applicant: Applicant | None) -> tuple[Run, ...]:
    """LI MINGSHU（李明淑）: as the passport has it, then in the applicant's own script."""
    if applicant is None:
        return ((rules.BLANK, rules.LANGUAGE),)
    latin = applicant.latin or rules.BLANK
    return ((f"{latin}（", rules.LANGUAGE), (applicant.name, applicant.language), ("）", rules.LANGUAGE))


def _sex(applicant: Applicant | None) -> str:
    """For a ring around one of both, where nobody told it."""
    return rules.SEXES.get(applicant.sex if applicant is not None else "", "・".join(rules.SEXES.values()))


def _nation(applicant: Applicant | None) -> str:
    known = applicant is not None and applicant.nationality
    return name_of(known, rules.LANGUAGE) if known else rules.BLANK


def _born(applicant: Applicant | None, on: date | None = None) -> str:
    """The day, and with `on` the age on that day."""
    born = applicant.born if applicant is not None else None
    if born is None:
        return rules.BLANK
    return _on(born) + (f"（{on.year - born.year - ((on.month, on.day) < (born.month, born.day))}歳）" if on else "")


def _on(day: date) -> str:
    """In the western calendar throughout the papers, as passports have it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _dated(day: date) -> str:
    return f"{_on(day)}（{'月火水木金土日'[day.weekday()]}）"
