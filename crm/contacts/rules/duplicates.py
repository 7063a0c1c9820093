"""What tells that two records are one (INV-C2): reasons, what each weighs, and what a name must say to count.

Pure and CJK-aware: names are compared by their folded keys, so 株式会社トヨタ自動車 and ﾄﾖﾀ自動車㈱ are one name, and
延辺 is 延边. A name alone never merges two people; it only puts them before a human.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from crm.contacts.rules import reach
from crm.core.names import organisation_key, search_key, suggest_split
from crm.core.texts import Text

#: {code: sentence}, the strongest first.
PERSON_REASONS: Final[dict[str, Text]] = {
    "email": reach.SAME_EMAIL,
    "mobile_family": reach.SAME_MOBILE_AND_FAMILY,
    "post": reach.SAME_POST,
    "account": Text("Same WeChat, KakaoTalk, LINE or QQ account"),
    "mobile": reach.SAME_MOBILE,
    "name": reach.SAME_NAME,
    "name_otherwise": reach.SAME_NAME_OTHERWISE_WRITTEN,
    "name_elsewhere": Text("Same name, at another organisation"),
    "reading": Text("Same reading of the name"),
}
ORGANISATION_REASONS: Final[dict[str, Text]] = {
    "identifier": reach.SAME_IDENTIFIER,
    "firm": reach.SAME_NAME,
    "firm_email": Text("Same e-mail address of the organisation"),
    "without_form": reach.SAME_WITHOUT_FORM,
    "site": Text("Same website"),
    "phone": Text("Same phone number"),
    "firm_elsewhere": Text("Same name, in another place"),
    "firm_reading": Text("Same reading of the organisation's name"),
}
REASONS: Final = PERSON_REASONS | ORGANISATION_REASONS
#: What each reason adds, of 100. Two reasons weigh together what their absence would leave: 90 and 30 make 93.
WEIGHTS: Final[dict[str, int]] = {
    "email": 90, "mobile_family": 85, "post": 75, "account": 80, "mobile": 45, "name": 35, "name_otherwise": 30,
    "name_elsewhere": 15, "reading": 10,
    "identifier": 95, "firm": 70, "firm_email": 50, "without_form": 60, "site": 45, "phone": 40,
    "firm_elsewhere": 30, "firm_reading": 15,
}  # fmt: skip
THRESHOLD: Final = 30
#: A name that more people bear says nothing any more.
RARE: Final = 5

#: Words that many names have in common: a name of nothing else names nobody.
GENERIC: Final = (
    "商务局 外事办公室 外事办 经济局 经济合作局 投资促进局 招商局 人民政府 政府 贸易 国际贸易 进出口 商贸 "
    "实业 科技 食品 物流 百货 集团 公司 有限公司 分公司 总公司 工厂 办事处 代表处 协会 商会 促进会 贸促会 "
    "株式会社 有限会社 貿易 国際 商事 商工会議所 商工会 商工課 工業 産業 物産 本社 支店 支社 事務局 "
    "県庁 市役所 町役場 組合 協同組合 財団 "
    "상공회의소 무역 상사 국제 본사 지사 지점 협회 시청 "
    "company corporation group holdings trading trade international import export office bureau chamber association "
    "of and the co ltd inc limited commerce industry government city department"
)


@dataclass(frozen=True)
class PersonTraits:
    """What one person is compared by. Names are (folded key, as written)."""

    id: int
    names: Mapping[str, Collection[str]] = field(default_factory=dict)  #: {folded full name: as written}
    readings: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()  #: folded
    points: frozenset[tuple[str, str]] = frozenset()  #: (kind, normalised), without shared mailboxes
    organisations: frozenset[int] = frozenset()


@dataclass(frozen=True)
class OrganisationTraits:
    """What one organisation is compared by."""

    id: int
    texts: frozenset[str] = frozenset()  #: as written
    keys: frozenset[str] = frozenset()  #: folded without legal form, those that name somebody
    readings: frozenset[str] = frozenset()
    identifier: tuple[str, str] = ("", "")
    points: frozenset[tuple[str, str]] = frozenset()
    site: str = ""  #: the host of the web site
    place_id: int | None = None


def people_alike(one: PersonTraits, other: PersonTraits) -> list[str]:
    """Codes of what two people have in common, by the ladder of INV-C2; nothing when they have nothing."""
    shared = {kind for kind, _ in one.points & other.points}
    same = one.names.keys() & other.names.keys()
    read = bool(_sounds(one) & _sounds(other))
    found = []
    if "email" in shared:
        found.append("email")
    if "mobile" in shared:
        found.append("mobile_family" if same or one.families & other.families else "mobile")
    if shared & {"wechat", "kakao", "line", "qq"}:
        found.append("account")
    if (same or read) and one.organisations & other.organisations:
        found.append("post")
    elif same:
        written = any(set(one.names[key]) & set(other.names[key]) for key in same)
        # Two posts at two places speak for two people; someone who moved is known by an address or a number.
        elsewhere = one.organisations and other.organisations
        found.append("name_elsewhere" if elsewhere else "name" if written else "name_otherwise")
    elif read:
        found.append("reading")
    return found


def _sounds(person: PersonTraits) -> frozenset[str]:
    """Everything the name may sound like: a kana or Latin form may be the reading of the other one's characters."""
    return person.readings | person.names.keys()


def organisations_alike(one: OrganisationTraits, other: OrganisationTraits) -> list[str]:
    """Codes of what two organisations have in common; nothing when their registration numbers differ."""
    if all(one.identifier) and all(other.identifier) and one.identifier[0] == other.identifier[0]:
        if one.identifier != other.identifier:
            return []
        return ["identifier", *_named_alike(one, other)]
    return _named_alike(one, other)


def _named_alike(one: OrganisationTraits, other: OrganisationTraits) -> list[str]:
    found = []
    if one.keys & other.keys:
        told = {text for text in one.texts & other.texts if organisation_key(text) in one.keys}
        elsewhere = one.place_id is not None and other.place_id is not None and one.place_id != other.place_id
        found.append("firm_elsewhere" if elsewhere else "firm" if told else "without_form")
    elif (one.readings | one.keys) & (other.readings | other.keys):
        found.append("firm_reading")
    shared = {kind for kind, _ in one.points & other.points}
    if "email" in shared:
        found.append("firm_email")
    if shared & {"tel", "direct", "mobile", "fax"}:
        found.append("phone")
    if one.site and one.site == other.site:
        found.append("site")
    return found


def score(reasons: Iterable[str], weights: Mapping[str, int] = WEIGHTS) -> int:
    """How likely two records are one, 0 to 100: what is left after each reason has taken its part of the doubt."""
    doubt = 1.0
    for code in reasons:
        doubt *= 1 - weights.get(code, WEIGHTS[code]) / 100
    return round(100 * (1 - doubt))


def strongest(reasons: Collection[str]) -> list[str]:
    """The reasons in the order of the tables."""
    return [code for code in REASONS if code in reasons]


# ------------------------------------------------------------------ what names are compared by


# Kept: a search for duplicates folds each name of a book of 200,000 many times over.
@lru_cache(maxsize=32768)
def name_key(text: str) -> str:
    """The folded key of a person's name; names recur in a book of 200,000, so the last are kept."""
    return search_key(text)


def spellings(full: str, family: str = "", given: str = "") -> set[str]:
    """The folded keys of one name in both orders of its words and parts: Li Mingshu is Mingshu Li."""
    turned = " ".join(reversed(full.split()))
    return {name_key(text) for text in (full, turned, family + given, given + family) if text} - {""}


# Kept: the same of family names, of which there are few.
@lru_cache(maxsize=32768)
def family_key(family: str, full: str) -> str:
    """The folded family name: as entered, else as the dictionary of surnames divides the full name."""
    return search_key(family or suggest_split(full)[0])


def telling(key: str, places: Collection[str] = ()) -> bool:
    """Whether the key of a name names somebody: not a generic word (商务局, 貿易), a city or one sign alone.

    A city with a generic word does: 延吉市商务局 is one office. `places` are the folded names of places.
    """
    return len(key) > 1 and key not in places and not _generic().fullmatch(key)


# Kept: read from its file, once a process.
@cache
def _generic() -> re.Pattern[str]:
    keys = {key for word in GENERIC.split() for key in (search_key(word), organisation_key(word))}
    words = sorted(keys, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})+")


def host_of(address: str) -> str:
    """The host of a web address without www., "" for none: what two firms with one site share."""
    found = re.match(r"(?:https?://)?(?:www\.)?([^/?#:]+)", address.strip().lower())
    return found.group(1) if found else ""
