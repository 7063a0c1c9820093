"""What a cell is by what stands in it, where no heading says so."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from crm.cards.rules import words
from crm.core.cleaning import BadText
from crm.core.languages import Language
from crm.core.names import Script, script_of
from crm.interchange.rules import cells
from crm.rosters.rules import kinds
from crm.rosters.rules.headings import IGNORE, POST

#: Numbering before a name: 1. ① (1) 1、 ・ and the like. A bare number needs a space behind it.
NUMBERING: Final = re.compile(
    r"\s*(?:[①-⑳㉑-㉟㊱-㊿❶-❿⑴-⒇⒈-⒛]|[(（\[]?[0-9０-９]{1,3}[)）\].．、:：]"
    r"|[0-9０-９]{1,3}[ \u3000]+(?=\D)|[・●○◆■□▪•*–-][ \u3000]*)\s*"
)
#: A name with a remark behind: 崔成浩（团长）.
BRACKETED: Final = re.compile(r"(?P<name>[^()（）]+)[(（](?P<inner>[^()（）]{1,40})[)）]")
_NUMBER: Final = re.compile(r"(?:no\.?)?\s*[(（]?[0-9]{1,3}[)）.、:]?", re.IGNORECASE)
_MALE: Final = "男 男性 m male man mr mr. 先生 남 남성 남자"
_FEMALE: Final = "女 女性 f female woman ms ms. mrs mrs. miss 女士 小姐 여 여성 여자"
_SEXES: Final = dict.fromkeys(_MALE.split(), "male") | dict.fromkeys(_FEMALE.split(), "female")
_PASSPORT: Final = re.compile(r"[A-Z]{1,2}[0-9]{7,8}|[A-Z][0-9]{3}[A-Z][0-9]{4}")
_PHONE: Final = re.compile(r"[+(]?[0-9][0-9()\-‐–ー−. ]{6,20}[0-9]")
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
_LATIN_NAME: Final = re.compile(r"[^\W\d_][\w'’.-]*(?:[ ,]+[^\W\d_][\w'’.-]*){1,4}")
_SPOKEN: Final = {
    Language.JA: "日本語 日语 日文 日語 일본어 일어 japanese 日",
    Language.ZH: "中国語 中文 汉语 漢語 普通话 中国语 중국어 chinese mandarin 北京語 中",
    Language.KO: "韓国語 朝鮮語 韓国・朝鮮語 韩语 朝鲜语 朝语 韩文 한국어 조선어 우리말 korean 韩 朝 韓",
    Language.EN: "英語 英语 英文 영어 english 英",
}
_LANGUAGES: Final = {word: code for code, words in _SPOKEN.items() for word in words.split()}
_APART: Final = re.compile(r"[\s,，、/／・;；和與及]+")
#: Parts in a delegation that are no posts at home: a cell of nothing else tells one.
_PART: Final = re.compile(
    r"(?:訪問団|視察団|派遣団|代表团|방문단)?(?:(?:副|名誉)?(?:団長|团长|團長)|[団团團]員?员?|随員|随行員?|随团人员|부?단장|단원"
    r"|(?:deputy )?head of (?:the )?delegation|delegate|delegation member)(?:代理|補佐|代行)?",
    re.IGNORECASE,
)
#: The last words of offices, which have no legal form.
_OFFICES: Final = (
    "局|厅|廳|庁|政府|委员会|委員会|办公室|办事处|役所|役場|会议所|会議所|商工会|协会|協会|联合会|連合会|学院|大学|研究所"
    "|국|청|정부|위원회|판공실|회의소|협회|대학교?|연구원"
)
_OFFICE: Final = re.compile(rf"(?:{_OFFICES})\Z")
#: The last words of any organisation: a title may follow right behind.
_ENDS: Final = re.compile(
    rf"(?:{_OFFICES}|公司|集团|集團|会社|商会|工会|银行|銀行|医院|病院|旅行社|中心|センター|组合|組合|회사|공사|은행)\Z"
)
#: Parts of a body, and no bodies of their own as bureaus and centres are: 産業労働部, 商業貿易課, 外资科.
_DEPARTMENT: Final = re.compile(r"\S{1,20}(?:[部課室係科处]|[과부실팀])")
#: A department right behind its prefecture: 秋田県産業労働部.
_OF_PREFECTURE: Final = re.compile(r"(?P<body>(?:東京都|北海道|(?:京都|大阪)府|[^\s県]{2,3}県)庁?)(?P<department>\S+)")
#: What columns are told to be, in this order.
_TOLD: Final = (
    "full_name", "role", "organisation", POST, "title", "department", "full_reading", "latin_name", "email", "mobile",
    "number", "sex", "birth_date", "passport_number", "spoken",
)  # fmt: skip
#: Of the rows that have something in a column, how many must agree.
_AGREE: Final = 0.6


def without_numbering(text: str) -> str:
    """A name without 1. or ① before it."""
    found = NUMBERING.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


def is_number(text: str) -> bool:
    """Whether a cell only numbers its row: 1, ①, No. 3, (4)."""
    return bool(_NUMBER.fullmatch(unicodedata.normalize("NFKC", text)))


def sex(text: str) -> str:
    """male, female, or "" for what says neither."""
    return _SEXES.get(unicodedata.normalize("NFKC", text).strip().casefold(), "")


def languages(text: str) -> list[str]:
    """The languages of ours that a cell names."""
    parts = [text, *_APART.split(text)]
    found = [_LANGUAGES.get(re.sub(r"[(（].*", "", part).strip().casefold()) for part in parts]
    return list(dict.fromkeys(code.value for code in found if code))


def tells_parts(texts: Sequence[str]) -> bool:
    """Whether the cells of a column tell parts in the delegation, whatever its heading is: 団長, 副団長, 団員."""
    told = [text for text in texts if text]
    return bool(told) and sum(map(is_part, told)) >= _AGREE * len(told)


def is_part(text: str) -> bool:
    """Whether a text names a part in the delegation and nothing besides."""
    return _PART.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def is_title(text: str) -> bool:
    """Whether a text names a post."""
    return bool(words.TITLE.search(text))


def is_body(text: str) -> bool:
    """Whether a text names an organisation."""
    return not is_title(text) and bool(words.ORGANISATION.search(text) or (len(text) > 3 and _OFFICE.search(text)))


def day(text: str) -> date | None:
    """The day that a cell writes, None for none."""
    with suppress(BadText, ValueError, OverflowError):
        return cells.day(text)
    return None


def is_person(text: str) -> bool:
    """Whether a text has the shape of a name in Han characters, kana or hangul."""
    bare = re.sub(r"[\s・]+", "", cells.without_honorific(without_numbering(text))[0])
    script = script_of(bare)
    if not bare.isalpha() or is_title(bare) or is_body(bare):
        return False
    if script is Script.HANGUL:
        return 2 <= len(bare) <= 5
    return script in (Script.HAN, Script.JAPANESE) and 2 <= len(bare) <= 6


def parted(text: str) -> tuple[str, str]:
    """(organisation, title) of what stands together: 延边州商务局局长, 〇〇商工会 会長; no title where none ends it."""
    pieces = text.split()
    for place in range(1, len(pieces)):
        title = " ".join(pieces[place:])
        if is_title(title) and not is_body(title):
            return " ".join(pieces[:place]), title
    for place in range(len(text) - 1, 2, -1):
        organisation, title = text[:place].strip(), text[place:].strip()
        if _ENDS.search(organisation) and not is_title(organisation) and is_title(title):
            return organisation, title
    return text, ""


def with_department(text: str) -> tuple[str, str]:
    """(organisation, department) of what stands together: 秋田県 産業労働部; no department where none ends it."""
    pieces = text.split()
    ways = [(" ".join(pieces[:place]), pieces[place:]) for place in range(1, len(pieces))]
    if len(pieces) == 1 and (behind := _OF_PREFECTURE.fullmatch(text)) is not None:
        ways = [(behind["body"], [behind["department"]])]
    for body, parts in ways:
        named = is_body(body) or kinds.of_name(body, "")[0]
        if named and all(_DEPARTMENT.fullmatch(part) and not words.ORGANISATION.search(part) for part in parts):
            return body, " ".join(parts)
    return text, ""


def targets(rows: Sequence[Sequence[str]]) -> list[str]:
    """The likely target of each column of a list without headings; each target once."""
    width = max(map(len, rows), default=0)
    votes = [_votes([*_column(rows, place)]) for place in range(width)]
    found = [IGNORE] * width
    for target in _TOLD:
        shares = {place: vote.get(target, 0.0) for place, vote in enumerate(votes) if not found[place]}
        best = max(shares, key=lambda place: shares[place], default=0)
        if shares.get(best, 0.0) >= _AGREE:
            found[best] = target
    if not {"organisation", POST} & set(found):
        free = [place for place in range(width) if not found[place] and _is_wordy([*_column(rows, place)])]
        if free:
            found[free[0]] = "organisation"
    return found


def _column(rows: Sequence[Sequence[str]], place: int) -> Iterator[str]:
    return (row[place] for row in rows if place < len(row) and row[place])


def _is_wordy(texts: Sequence[str]) -> bool:
    """Whether a column holds longer names of nothing that was told: in a list of people, whom they stand for."""
    return bool(texts) and sum(len(text) > 2 and any(map(str.isalpha, text)) for text in texts) >= _AGREE * len(texts)


def _votes(texts: Sequence[str]) -> dict[str, float]:
    """{target: share of the cells that look like it}."""
    told = Counter(_of_cell(text) for text in texts)
    return {target: count / len(texts) for target, count in told.items() if target}


def _of_cell(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    if is_number(folded):
        return "number"
    if sex(folded):
        return "sex"
    if _EMAIL.search(folded):
        return "email"
    if _PASSPORT.fullmatch(folded.replace(" ", "")):
        return "passport_number"
    if (born := day(folded)) is not None and born.year > 1900:
        return "birth_date"
    if _PHONE.fullmatch(folded):
        return "mobile"
    if languages(folded):
        return "spoken"
    if (told := BRACKETED.fullmatch(folded)) is not None and is_person(told["name"]):
        return "full_name"
    if is_part(folded):
        return "role"
    if is_body(folded):
        return "organisation"
    if is_title(folded):
        return POST if is_body(parted(folded)[0]) and parted(folded)[1] else "title"
    if script_of(folded) is Script.KANA:
        return "full_reading"
    if is_person(folded):
        return "full_name"
    if words.DEPARTMENT.search(folded) and not folded.isascii():
        return "department"
    return "latin_name" if _LATIN_NAME.fullmatch(folded) else IGNORE
