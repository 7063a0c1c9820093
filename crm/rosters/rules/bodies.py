"""Names of firms and offices taken apart: the place before them, what they are, the legal form; and whether two agree.

A firm is known by what is left without place, legal form and words such as trade: ㈱延辺海達, 延边海达贸易有限公司.
An office is known by its kind and its place in the tree: 延吉市商务局 is not 延边州商务局, but that is 연변주 상무국.
Characters that only fold to each other (斎, 斉, 齋) never decide alone.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from crm.contacts import rules as contacts
from crm.core.folding import fold_characters, search_key, strip_legal_forms, whole_key
from crm.core.hanja import hangul_of
from crm.core.scripts import is_han
from crm.core.texts import Text
from crm.rosters.rules import kinds, telling
from crm.rosters.rules.kinds import FIRM, OFFICE, OTHER

SAME: Final = Text("Same name")
OTHERWISE: Final = Text("Same name, written differently")
FORM: Final = Text("Same name except for the legal form")
CORE: Final = Text("Same place, and the same name except for the legal form and words such as trade")
ELSEWHERE: Final = Text("Same name except for the place, the legal form and words such as trade")
SAME_OFFICE: Final = Text("The same office of the same place")
LIKE_OFFICE: Final = Text("The same kind of office; the place is not clear")
SOUND: Final = Text("The same name, read in Korean")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: Kinds of places as they end names, the longest first: folded ones, and those in hangul.
_LEVELS: Final = _words(
    "朝鲜族自治州 自治州 自治县 自治区 特别市 广域市 省 州 市 县 区 町 村 郡 府 都 조선족자치주 자치주 "
    "특별자치도 특별시 광역시 성 주 시 현 군 구 도 부"
)
#: Behind the short name of a place, what makes it another word: 图们江 is a river.
_NATURE: Final = frozenset("江河湖강")
#: Legal forms that names are not folded by, since a word of a name may end so.
_FORMS: Final = _words("주식유한공사 유한책임공사 유한공사 총회사 총공사 공사 회사 总公司 分公司 公司 会社")
#: As they stand in names whose characters are not folded.
_LEGAL: Final = _words("株式会社 有限会社 合同会社 股份有限公司 有限责任公司 有限公司 주식회사 유한공사 (株) (有) (주)")
#: What a firm does in the widest sense: lists and cards give it or leave it out.
_TRADES: Final = _words(
    "进出口贸易 国际贸易 对外贸易 对外经济贸易 经济贸易 经贸 进出口 贸易 商贸 商事 物产 实业 企业 产业 "
    "集团 ぐるーぷ ほーるでぃんぐす 控股 股份 国际 "
    "수출입무역 국제무역 대외무역 수출입 무역 상무 상사 실업 그룹 국제 산업"
)
_COMPANY: Final = re.compile("公司|会社|회사|공사|\\b(?:ltd|inc|corp|llc|gmbh|co)\\b", re.IGNORECASE)
#: Kinds of offices: {role of an organisation: its words in every language}, folded when they are used.
_OFFICES: Final = {
    "commerce_bureau": "商务局 商务厅 商務局 商務庁 상무국 상무청",
    "foreign_affairs_office": "外事办公室 外事办 外办 外事侨务办公室 外事弁公室 외사판공실 외사처 외사사무실",
    "ccpit": "中国国际贸易促进委员会 国际贸易促进委员会 贸易促进委员会 贸促会 貿易促進委員会 貿促会 국제무역촉진위원회",
    "chamber_cci": "商工会議所 상공회의소 工商业联合会 工商联 总商会",
    "chamber_sci": "商工会",
    "federation_sci": "商工会連合会",
    "prefecture_gov": "県庁 庁 도청 현청",
    "municipal_gov": "市役所 役所 市庁 役場 町役場 村役場 区役所 시청 군청 구청 청 시정부",
    "trade_promotion": "投资促进局 招商局 经济合作局 투자촉진국",
    "industry_cooperative": "工業協同組合 協同組合 商工協同組合 협동조합",
}
#: Unions of chambers, each a body of its own beside that of its place: {role: how such names end}.
_UNIONS: Final = {"chamber_cci": "商工会議所連合会 상공회의소연합회"}
#: Of these bodies the last word of a name tells the role, also where its place is not on file: 大仙市商工会.
_CHAMBERS: Final = ("ccpit", "chamber_cci", "chamber_sci", "federation_sci")
_GOVERNMENT: Final = ("人民政府", "인민정부")
#: The government of a place, whatever it is called: 秋田県, 秋田県庁, 延吉市人民政府.
_GOVERNMENTS: Final = frozenset({"prefecture_gov", "municipal_gov"})
_ITSELF: Final = "municipal_gov"


@dataclass(frozen=True)
class Spelling:
    """A folded name of a place, and whether it says what kind of place it is (延边州, not 延边)."""

    place_id: int
    whole: bool


#: {folded name: the places of that name}
Places = Mapping[str, frozenset[Spelling]]


@dataclass(frozen=True)
class BodyName:
    """A name taken apart."""

    text: str
    language: str
    kind: str  #: KINDS
    role: str = ""  #: of contacts' ORGANISATION_ROLES, a guess; "" for none
    places: frozenset[int] = frozenset()  #: that the name begins with, the lowest of the tree
    certain: bool = False  #: whether the place is said with its kind
    core: str = ""  #: folded, without place, legal form and trade
    trade: str = ""  #: the words that were taken off the core for that
    kept: str = ""  #: of an office: its kind, folded

    @property
    def is_government(self) -> bool:
        """Whether it is that of a place."""
        return self.kept == _ITSELF

    @property
    def fragments(self) -> frozenset[str]:
        """What stands, folded, in the names of whichever organisations may be this one."""
        if self.kind == OFFICE:
            words = _offices().get(self.role, frozenset()) | {self.kept if self.kept not in _OFFICES else ""}
        else:
            words = frozenset({self.core})
        said = {hangul_of(word) for word in words if any(map(is_han, word))}
        return frozenset(word for word in words | said if len(word) > 1)


@dataclass(frozen=True)
class Likeness:
    """Why two names may be one organisation's; `sure` when it is preselected."""

    reason: Text
    sure: bool
    weight: int  #: the better the higher


def spellings(names: Iterable[tuple[int, str]]) -> Places:
    """Places by every way in which names of organisations begin with them; `names` are (place id, name)."""
    found: dict[str, set[Spelling]] = {}
    for id, text in names:
        for part in re.split(r"[・()（）]", text):
            for key, whole in _forms(part):
                found.setdefault(key, set()).add(Spelling(id, whole))
    return {key: frozenset(places) for key, places in found.items()}


# Kept: 70 µs a name, compared with each line of a list.
@lru_cache(maxsize=16384)
def _forms(name: str) -> tuple[tuple[str, bool], ...]:
    """(folded, whether it tells its kind) of a name of a place: 延边朝鲜族自治州, 延边州, 延边."""
    key = whole_key(name)
    if len(key) < 2 or key.isascii():
        return ()
    level = next((word for word in _LEVELS if key.endswith(word) and len(key) - len(word) >= 2), "")
    if not level:
        return ((key, True),)
    bare = key.removesuffix(level)
    forms = [(key, True), (bare, False)]
    if level in ("朝鲜族自治州", "自治州"):
        forms.append((f"{bare}州", True))
    elif level in ("조선족자치주", "자치주"):
        forms.append((f"{bare}주", True))
    if any(map(is_han, key)):
        forms += [(hangul_of(form), whole) for form, whole in forms if len(form) > 1]
    return tuple((form, whole) for form, whole in forms if form)


def taken_apart(text: str, places: Places, country: str = "") -> BodyName:
    """A name as what it says. `country` tells the language where its characters do not."""
    language = contacts.guess_language(text, country)
    folded = fold_characters(text)
    firm = bool(_COMPANY.search(folded)) or strip_legal_forms(folded) != folded
    key = search_key(text) if firm else whole_key(text)
    found, certain, rest = _placed(key, places)
    sort, told = kinds.of_name(text, language) if not firm else (FIRM, kinds.of_firm(key))
    if not firm and (here := _whole(key, places)):
        return BodyName(text, language, OFFICE, kinds.of_government(text), here, True, kept=_ITSELF)
    if not firm and (office := _office(rest)) is not None and (office[0] or sort in ("", OFFICE)):
        role, kept = office[0] or told, office[1]
        if role in _GOVERNMENTS:
            role, kept = kinds.of_government(text), _ITSELF
        if role == "ccpit" and (branch := _branch(rest, places)):  # 中国国际贸易促进委员会延边支会
            found, certain, kept = branch, True, role
        return BodyName(text, language, OFFICE, role, found, certain, kept=kept)
    core, trade = _core(text, places)
    return BodyName(text, language, sort if sort == FIRM else OTHER, told, found, certain, core, trade)


def _whole(key: str, places: Places) -> frozenset[int]:
    """The places that a whole name is that of, with its kind: 秋田県 as a body is its government."""
    return frozenset(place.place_id for place in places.get(key, ()) if place.whole and key.endswith(_LEVELS))


def _branch(rest: str, places: Places) -> frozenset[int]:
    """Where the branch of a body of the whole country is: 延边支会."""
    words = sorted(_offices()["ccpit"], key=len, reverse=True)
    return _placed(next((rest.removeprefix(word) for word in words if rest.startswith(word)), ""), places)[0]


def _placed(key: str, places: Places) -> tuple[frozenset[int], bool, str]:
    """(places, whether they are said with their kind, what is left) of a folded name; the last of several counts."""
    found, certain, rest = frozenset[int](), False, key
    while True:
        at = next((size for size in range(min(len(rest) - 1, 14), 1, -1) if _is_place(rest, size, places)), 0)
        if not at:
            return found, certain, rest
        spelled = places[rest[:at]]
        whole = frozenset(place.place_id for place in spelled if place.whole)
        found = whole or frozenset(place.place_id for place in spelled)
        certain, rest = bool(whole), rest[at:]


def _is_place(text: str, size: int, places: Places) -> bool:
    spelled = places.get(text[:size])
    river = text[size : size + 1] in _NATURE
    return spelled is not None and (not river or any(place.whole for place in spelled))


def _office(rest: str) -> tuple[str, str] | None:
    """(role, kind) of what stands behind the place of an office; None for what is none."""
    for word in _GOVERNMENT:
        if rest == whole_key(word):
            return "municipal_gov", rest
        rest = rest.removeprefix(whole_key(word))
    for role, words in _offices().items():
        if rest in words or (role in ("ccpit", "chamber_cci") and any(rest.startswith(word) for word in words)):
            return role, role if rest in words else rest
    for role, endings in _endings():
        if rest.endswith(endings):
            return role, rest
    return ("", rest) if telling.is_body(rest) and rest else None


# Kept: read from its file, once a process.
@cache
def _offices() -> dict[str, frozenset[str]]:
    return {role: frozenset(map(whole_key, words.split())) for role, words in _OFFICES.items()}


# Kept: read from its file, once a process.
@cache
def _endings() -> list[tuple[str, tuple[str, ...]]]:
    """(role, how its bodies end, folded) of chambers and of their unions."""
    words = {role: f"{_OFFICES[role]} {_UNIONS.get(role, '')}" for role in _CHAMBERS}
    return [(role, tuple(map(whole_key, text.split()))) for role, text in words.items()]


def _core(text: str, places: Places) -> tuple[str, str]:
    """(what a firm is known by, the trade behind it): 海达 and 进出口贸易. The core is never one character alone."""
    key = search_key(text)
    for form in _FORMS:
        key = _shorter(key, key.removesuffix(form).removeprefix(form))
    rest = core = _placed(key, places)[2]
    while word := next((word for word in _TRADES if core.endswith(word) and len(core) - len(word) >= 2), ""):
        core = core.removesuffix(word)
    return core, rest[len(core) :]


def _shorter(key: str, shorter: str) -> str:
    return shorter if len(shorter) >= 2 else key


# ------------------------------------------------------------------ whether two agree


def agree(wanted: BodyName, stored: BodyName, at: int | None = None, lineage: Collection[int] = ()) -> Likeness | None:
    """Why the organisation that is pasted may be the one that is stored, None when nothing speaks for it.

    `at` is the place that is stored with it, `lineage` that one and all above it.
    """
    if plain(wanted.text) == plain(stored.text):
        return Likeness(SAME, sure=True, weight=100)
    if OFFICE in (wanted.kind, stored.kind):
        return _offices_agree(wanted, stored, at) if wanted.kind == stored.kind else None
    if whole_key(wanted.text) == whole_key(stored.text):
        return Likeness(OTHERWISE, sure=not _only_folded(wanted, stored), weight=90)
    if len(wanted.core) < 2 or not contacts.duplicates.telling(wanted.core):
        return None
    if wanted.core == stored.core:
        return _cores_agree(wanted, stored, at, lineage)
    if wanted.core in _said(stored) or stored.core in _said(wanted):
        near = _near(wanted, stored, at, lineage)
        return Likeness(SOUND, sure=False, weight=40) if near is not False else None
    return None


def plain(text: str) -> str:
    """A name with nothing but width, case and spaces folded."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _only_folded(one: BodyName, other: BodyName) -> bool:
    """Whether two names of one language differ in characters that only fold to each other: 斎藤 and 齋藤."""
    if one.language != other.language:
        return False
    bare = (_letters(body.text) for body in (one, other))
    return len(set(bare)) > 1


def _letters(text: str) -> str:
    """The characters of a name as written, without its legal form."""
    letters = plain(text)
    for form in _LEGAL:
        letters = letters.replace(form, "")
    return "".join(filter(str.isalnum, letters))


def _offices_agree(wanted: BodyName, stored: BodyName, at: int | None) -> Likeness | None:
    """Two offices of one kind, of one place: what the name says of it goes before what is stored."""
    if (
        wanted.kept != stored.kept
        and wanted.kept not in (hangul_of(stored.kept), "")
        and stored.kept != hangul_of(wanted.kept)
    ):
        return None
    theirs = stored.places or (frozenset({at}) if at is not None else frozenset())
    if wanted.places and theirs and not wanted.places & theirs:
        return None
    known = wanted.places == theirs and len(theirs) == 1
    return Likeness(SAME_OFFICE, sure=True, weight=80) if known else Likeness(LIKE_OFFICE, sure=False, weight=30)


def _cores_agree(wanted: BodyName, stored: BodyName, at: int | None, lineage: Collection[int]) -> Likeness | None:
    near = _near(wanted, stored, at, lineage)
    if near is False:
        return None
    weak = _only_folded(wanted, stored) and _letters(wanted.core) not in _letters(stored.text)
    same_words = search_key(wanted.text) == search_key(stored.text)
    if same_words:
        return Likeness(FORM, sure=not weak, weight=85)
    # 海达贸易 and 海达物产 are two of one group at most; 海达 alone may be either.
    trades = sorted((wanted.trade, stored.trade), key=len)
    if near and trades[1].endswith(trades[0]):
        return Likeness(CORE, sure=not weak, weight=70)
    return Likeness(ELSEWHERE, sure=False, weight=50)


def _near(wanted: BodyName, stored: BodyName, at: int | None, lineage: Collection[int]) -> bool | None:
    """Whether two firms are of one place: None where that is not known or one lies within the other."""
    theirs = stored.places or (frozenset({at}) if at is not None else frozenset())
    if not wanted.places or not theirs:
        return None
    if wanted.places & theirs:
        return True
    return None if wanted.places & set(lineage) else False


def _said(body: BodyName) -> frozenset[str]:
    """The core of a Chinese or Japanese name as Koreans read it."""
    said = hangul_of(body.core) if body.core and any(map(is_han, body.core)) else ""
    return frozenset({said} - {""})
