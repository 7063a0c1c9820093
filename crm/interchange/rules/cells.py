"""What a cell means: numbers that lost their zeros, days in every form, several values in one cell."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

from crm.contacts.rules import ORGANISATION_ROLES
from crm.core import cleaning, contact_points, identifiers, names
from crm.core.cleaning import BadText
from crm.core.scripts import Script, script_of
from crm.core.territories import code_of
from crm.core.texts import Text
from crm.jobs.rules import pack

LEFT_OUT: Final = Text("%(value)s was moved to the notes: %(reason)s")
LOST_DIGITS: Final = Text("The spreadsheet lost digits of this number. Format the column as text and type it again.")

LONGEST_POINT: Final = 300

_LOST: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_MARKED: Final = re.compile(r"'(?=\s*[=+\-@＝＋－＠\t\r])")  # as exports write what would be a formula
_MANY: Final = re.compile(r"\s*(?::::|[\n;；、])\s*")
_REPLACED: Final = re.compile("[?＊〓]")
_IN_BRACKETS: Final = re.compile(r"<([^<>@\s]+@[^<>@\s]+)>")
_NUMBERS: Final = re.compile(r"\s*[/／,，]\s*")
_NUMBER: Final = re.compile(r"(?:[0-9０-９][^0-9０-９]*){9}")  # whole ones: 025-222-0101/0102 is none and a piece
_TAGS: Final = re.compile(r"\s*(?::::|[\n,，;；、|])\s*")
_TOTAL: Final = re.compile(
    r"(合\s*計|総\s*計|小\s*計|総数|合计|总计|小计|합\s*계|총\s*계|소\s*계|total|計|共|总共|총)?\s*[:：]?\s*([0-9,]+\s*(名|人|명|位)?)?(様)?",
    re.IGNORECASE,
)
_NOTHING: Final = frozenset((
    "なし", "無し", "ナシ", "該当なし", "无", "暂无", "没有", "없음", "해당없음", "N/A", "n/a", "-", "‐", "–", "—", "―",
    "－", "ー", "--",
))  # fmt: skip
#: What stands behind a name and tells how to address its owner, as a salutation does.
TELLING: Final = ("先生", "女士", "小姐")
_HONORIFIC: Final = re.compile(
    r"(?P<name>.+?)(?:(様|さま|先生|女士|小姐)|(?:(?<=\s)|(?<=\S\S))(殿|さん|氏)|(?:(?<=\s)|(?<=[가-힣]{3}))(님|씨))\s*"
)
_YEAR: Final = re.compile(r"([0-9]{4})(?:\s*[年년./-].*)?", re.DOTALL)
_ERA_YEAR: Final = re.compile(r"((?:明治|大正|昭和|平成|令和|[MTSHR])\s*(?:元|[0-9]{1,2}))(?:年|[./-]|\Z)")
_SERIAL: Final = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
#: What tells the country of a firm when nothing else does.
_FORMS: Final = {
    "JP": "株式会社 有限会社 合同会社 ㈱ (株) （株） ㈲ 協同組合",
    "CN": "公司 集团",
    "KR": "주식회사 ㈜ (주) （주） 유한회사",
}
_IN_POSTAL: Final = dict.fromkeys(map(ord, "〒ー‐‑–—−－- "), None)
_CODES: Final = {"+86": "CN", "0086": "CN", "+81": "JP", "+82": "KR", "+7": "RU"}
_MOBILE: Final = re.compile(r"\+81[789]0[0-9]{8}|\+821[016-9][0-9]{7,8}|\+861[3-9][0-9]{9}")
_PHONE_KINDS: Final = (
    ("fax", ("fax", "ファックス", "ファクス", "传真", "팩스")),
    ("mobile", ("mobile", "cell", "携帯", "手机", "휴대")),
    ("direct", ("direct", "直通")),
)


def without_mark(text: str) -> str:
    """A text without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return text[1:] if text.startswith("'") and _MARKED.match(text) else text


def empty(text: str) -> bool:
    """Whether a cell says that there is nothing: なし, 없음, N/A, a dash."""
    return text in _NOTHING


def spaced(text: str) -> str:
    """A name with single spaces between its words."""
    return text if text.isascii() and "  " not in text and "\n" not in text else " ".join(text.split())


def without_honorific(text: str) -> tuple[str, str]:
    """(name, what stood behind it): 田中様, 王先生, 김철수 님. What may be the end of a name stays: 鵜殿, 박한님."""
    found = _HONORIFIC.fullmatch(text)
    return (found["name"].rstrip(), next(filter(None, found.groups()[1:]))) if found else (text, "")


def reading(text: str) -> str:
    """A reading with half-width kana widened."""
    return " ".join(unicodedata.normalize("NFKC", text).split())[:200] if text else ""


def replaced(text: str) -> bool:
    """Whether a program wrote ? or ＊ for what it could not write, or our own export 〓."""
    return bool(_REPLACED.search(text))


def nameless(text: str) -> bool:
    """Whether nothing is left of the name of an organisation but its legal form: ???有限公司."""
    return replaced(text) and names.search_key(f"x{_REPLACED.sub('', text)}") in ("x", "")


def totals(text: str) -> bool:
    """Whether a "name" is the last line of a list: 合計, 5名, 共12人."""
    return bool(_TOTAL.fullmatch(unicodedata.normalize("NFKC", text)))


def listed(text: str) -> list[str]:
    """Tags in one cell; the groups that Google makes by itself (`* myContacts`) are none."""
    return [tag.strip() for tag in _TAGS.split(text) if tag.strip() and not tag.startswith("* ")]


def forms(text: str, kind: str) -> Iterator[tuple[str, str]]:
    """(target, form) of the forms of a name in one cell: kana and pinyin with its tones are readings."""
    reading, latin = (
        ("full_reading", "latin_name") if kind == "people" else ("organisation_reading", "organisation_latin")
    )
    for form in filter(None, map(str.strip, text.split(" / "))):
        script = names.script_of(form)
        if script is names.Script.KANA or (script is names.Script.LATIN and not form.isascii()):
            yield reading, form
        else:
            yield latin if script is names.Script.LATIN else "other_name", form


def divided(text: str, kind: str) -> list[str]:
    """The values in one cell."""
    if kind == "email" and (named := _IN_BRACKETS.findall(text)):  # 棟方 萌 <m@example.jp>, as mail programs have it
        return [*named]
    if kind == "email" and ("," in text or " " in text):
        text = re.sub(r"[,\s]+", ";", text)
    if kind in contact_points.PHONES and len(pieces := _NUMBERS.split(text)) > 1 and all(map(_NUMBER.search, pieces)):
        return pieces
    return [piece for piece in _MANY.split(text) if piece]


def phone_kind(label: str) -> str:
    """mobile, fax, direct or tel, by the word beside the number."""
    lowered = label.lower()
    return next((kind for kind, words in _PHONE_KINDS if any(word in lowered for word in words)), "tel")


def point(kind: str, value: str, region: str) -> tuple[str, str]:
    """(as typed, comparable) of a contact point; a lost leading zero is put back. BadText says what is wrong."""
    if kind in contact_points.PHONES:
        if _LOST.fullmatch(value):
            raise BadText(LOST_DIGITS)
        value = with_zero(value, region)
    if kind == "qq" or kind == "wechat":
        value = value.split()[0] if value.split() else value
    if len(value) > LONGEST_POINT:
        raise BadText(Text("It is longer than %(limit)s characters.", limit=LONGEST_POINT))
    return value, contact_points.normalise(kind, value, region)


def is_mobile(comparable: str) -> bool:
    """Whether a number is a mobile's, whatever heading it stands under: lists often have 電話 and 电话 only."""
    return bool(_MOBILE.fullmatch(comparable))


def with_zero(value: str, region: str) -> str:
    """A number that a spreadsheet took for one: 9012345678 was 090-1234-5678 in Japan, 1012345678 010… in Korea."""
    if not value.isdecimal() or value.startswith("0"):
        return value
    if region == "JP" and len(value) in (9, 10) and not value.startswith(("120", "800")):
        return f"0{value}"
    if region == "KR" and len(value) in (9, 10) and not value.startswith(("15", "16", "18")):
        return f"0{value}"
    return value


def postal(text: str, country: str) -> str:
    """A postal code as its country writes it: seven digits with a hyphen in Japan, lost zeros put back."""
    folded = unicodedata.normalize("NFKC", text).translate(_IN_POSTAL)
    if not folded.isdecimal():
        return text.strip()
    if country in ("", "JP") and len(folded) in ((6, 7) if country else (7,)):
        folded = folded.zfill(7)
        return f"{folded[:3]}-{folded[3:]}"
    return folded.zfill(5) if country == "KR" and len(folded) == 4 else folded


def day(text: str, *, serials_1904: bool = False) -> date:
    """A day in any of the forms of cleaning.parse_date, with a time behind it, or as a spreadsheet's serial number."""
    if _SERIAL.fullmatch(text):
        first = date(1904, 1, 1) if serials_1904 else date(1899, 12, 30)
        return first + timedelta(days=int(float(text)))
    return cleaning.parse_date(re.sub(r"(?<=\d)[T ]\d{1,2}:\d{2}(:\d{2})?.*\Z", "", text))


def address_rank(heading: str) -> int:
    """Which part of an address a column holds: 0 province, 1 city, 2 street and what follows it."""
    word = heading.casefold()
    ranks = (
        ("都道府県", "省份", "州", "시도", "시/도", "state", "province", "region"),
        ("市町村", "市区", "城市", "시군구", "city"),
    )
    return next((rank for rank, words in enumerate(ranks) if any(each in word for each in words)), 2)


def address(parts: Sequence[tuple[int, str]]) -> str:
    """The address of (rank, text) in the order of the columns, as its country writes it: Outlook has the street first.

    Chinese and Japanese go from the large to the small, without spaces down to the street.
    """
    if len(parts) < 2:
        return "".join(text for _, text in parts)
    ordered = sorted(parts, key=lambda part: part[0])
    if script_of(" ".join(text for _, text in parts)) in (Script.LATIN, Script.CYRILLIC, Script.COMMON):
        return ", ".join(text for _, text in sorted(parts, key=lambda part: -part[0]))
    if any("가" <= character <= "힣" for _, text in parts for character in text):
        return " ".join(text for _, text in ordered)
    wide = [text for rank, text in ordered if rank < 2]
    rest = [text for rank, text in ordered if rank == 2]
    return f"{''.join(wide)}{' '.join(rest)}"


def country_of(first: Mapping[str, str], otherwise: str) -> str:
    """The country that the row names, else JP, CN, KR or RU by what it says; `otherwise` when nothing tells."""
    if code := code_of(first.get("country", "")):
        return code
    name = first.get("organisation", "")
    for code, forms in _FORMS.items():
        if any(form in name for form in forms.split()):
            return code
    for kind in ("tel", "mobile", "direct", "fax"):
        number = first.get(kind, "").lstrip("(（ ")
        for prefix, code in _CODES.items():
            if number.startswith(prefix):
                return code
    end = (first.get("email", "") or first.get("url", "")).rstrip("/").rpartition(".")[2].lower()
    return {"cn": "CN", "kr": "KR", "jp": "JP", "ru": "RU"}.get(end, otherwise)


def unknown_country(first: Mapping[str, str]) -> bool:
    """Whether a row names a country that is none."""
    return bool(first.get("country")) and country_of({"country": first["country"]}, "") == ""


def facts(first: Mapping[str, str], country: str, notes: list[str], remarks: list[dict[str, Any]]) -> dict[str, Any]:
    """The columns of an organisation that are numbers and codes; what cannot be read goes into the notes."""
    found: dict[str, Any] = {"profile": first.get("profile", "")}
    role = first.get("role", "")
    if role in ORGANISATION_ROLES:
        found["role"] = role
    elif role:
        notes.append(role)
    for target, low, high in (("founded_year", 500, 2200), ("employees", 0, 10_000_000)):
        text = first.get(target, "")
        folded = unicodedata.normalize("NFKC", text)
        digits = re.sub(r"[,\s年人名년명约約]+", "", folded)
        if target == "founded_year" and (year := _YEAR.fullmatch(folded)):  # 2001年5月 is a year, too
            digits = year[1]
        elif target == "founded_year" and (year := _ERA_YEAR.match(folded)):
            digits = _western(year[1]) or digits
        if digits.isdecimal() and low <= int(digits) <= high:
            found[target] = int(digits)
        elif text:
            notes.append(f"{target}: {text}")
    number = re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", first.get("identifier", ""))).upper()
    if _LOST.fullmatch(number):
        remarks.append(pack(LOST_DIGITS) or {})
        notes.append(number)
    elif number:
        kind = {13: "houjin", 18: "uscc", 10: "brn"}.get(len(number), "")
        try:
            found |= {"identifier_type": kind, "identifier_value": identifiers.normalised(kind, number)} if kind else {}
        except BadText as bad:
            kind = ""
            remarks.append(left_out(number, bad.text))
        if not kind:
            notes.append(number)
    return found


def _western(era_year: str) -> str:
    """The Western year of 明治10, S45 or 令和元; an era begins and ends within a year."""
    for day_of_year in ("年12月31日", "年1月1日"):
        with suppress(BadText):
            return str(cleaning.parse_date(f"{era_year}{day_of_year}").year)
    return ""


def left_out(value: str, why: Text) -> dict[str, Any]:
    """The remark that a value went into the notes."""
    return {"msgid": LEFT_OUT.msgid, "params": {"value": value[:60], "reason": pack(why)}}
