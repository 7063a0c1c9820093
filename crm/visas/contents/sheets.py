"""What stands where on each paper, as the forms of Japan's foreign ministry have it. PDF and Word follow it alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from crm.core.territories import name_of
from crm.visas import rules
from crm.visas.queries import Applicant, Papers, said


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


@dataclass(frozen=True)
class Block:
    """A part of a paper: a line (`style` is right, left, title, head or text), or a table, widths in millimetres."""

    style: str
    text: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class VisaSheet:
    """One paper from top to bottom."""

    title: str
    blocks: Sequence[Block]


def sheet(kind: str, papers: Papers, told: Told) -> VisaSheet:
    """A paper of rules.PAPERS."""
    title, compose = {
        rules.REASONS: ("招へい理由書", _reasons),
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
    yield Block("head", "申請人" if len(papers.applicants) < 2 else "申請人（代表者）")
    first = papers.applicants[0] if papers.applicants else None
    number = len(papers.applicants)
    others = f"　ほか{number - 1}名（別添「申請人名簿」のとおり）" if number > 1 else ""
    rows = [
        ("国籍", _nation(first)),
        ("職業", first.occupation if first and first.occupation else rules.BLANK),
        ("氏名", (_named(first) if first else rules.BLANK) + others),
        ("性別", rules.SEXES.get(first.sex, rules.BLANK) if first else rules.BLANK),
        ("生年月日", _born(first)),
    ]
    yield Block("table", rows=rows, widths=(32, 131))
    yield Block("text", "上記の者を招へいした目的、経緯等は、次のとおりです。")
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


def _inviter(papers: Papers, told: Told) -> Block:
    office = papers.office
    of_office = {name: text or rules.BLANK for name, text in said(office).items()}
    head = " ".join(filter(None, (office.head_title(rules.LANGUAGE), of_office["head"])))
    rows = [
        ("招へい人", of_office["name"]),
        ("代表者", head),
        ("住所", of_office["address"]),
        ("電話", of_office["phone"] + (f"　FAX {office.fax}" if office.fax else "")),
        ("担当者", f"{told.contact or rules.BLANK}　電話 {told.contact_phone or rules.BLANK}"),
    ]
    return Block("table", rows=rows, widths=(32, 131))


def _stay(papers: Papers, told: Told, title: str) -> Iterator[Block]:
    yield from _head(told, title)
    first = papers.applicants[0] if papers.applicants else None
    number = len(papers.applicants)
    who = (_named(first) if first else rules.BLANK) + (f"ほか{number - 1}名" if number > 1 else "")
    yield Block("text", f"申請人　{who}　の滞在日程は、次のとおりです。")
    rows = [
        (_dated(each.day), "\n".join(each.plans) or rules.BLANK, each.contact or rules.BLANK, each.lodging)
        for each in papers.days
    ]
    last = len(rows) - 1
    yield Block(
        "table",
        heads=("年月日", "行動予定", "連絡先", "宿泊先"),
        rows=[(*row[:3], row[3] or (rules.BLANK if at < last else "—")) for at, row in enumerate(rows)],
        widths=(26, 62, 34, 41),
    )
    yield _inviter(papers, told)


def _list(papers: Papers, told: Told, title: str) -> Iterator[Block]:
    yield from _head(told, title)
    yield Block("text", f"申請人は、次の{len(papers.applicants)}名です。")
    rows = [
        (
            str(number),
            _nation(each),
            f"{each.latin or rules.BLANK}\n{each.name}",
            rules.SEXES.get(each.sex, rules.BLANK),
            _born(each),
            each.occupation or rules.BLANK,
        )
        for number, each in enumerate(papers.applicants, 1)
    ]
    yield Block(
        "table",
        heads=("番号", "国籍", "氏名（旅券のとおり）", "性別", "生年月日", "職業（所属・役職）"),
        rows=rows,
        widths=(11, 17, 48, 12, 29, 46),
    )
    yield _inviter(papers, told)


def _named(applicant: Applicant) -> str:
    return f"{applicant.latin or rules.BLANK}（{applicant.name}）"


def _nation(applicant: Applicant | None) -> str:
    known = applicant is not None and applicant.nationality
    return name_of(known, rules.LANGUAGE) if known else rules.BLANK


def _born(applicant: Applicant | None) -> str:
    born = applicant.born if applicant is not None else None
    return _on(born) if born is not None else rules.BLANK


def _on(day: date) -> str:
    """In the western calendar throughout the papers, as passports have it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _dated(day: date) -> str:
    return f"{_on(day)}（{'月火水木金土日'[day.weekday()]}）"
