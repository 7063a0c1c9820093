"""Tables of organisations and people, the shape of what is written, and the keys names are found by."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from crm.audit.rules import Verb
from crm.core import contact_points, names
from crm.core.texts import N_, Text

ORGANISATION_CREATED = Verb("organisation.created", N_("Organisation created"))
ORGANISATION_CHANGED = Verb("organisation.changed", N_("Organisation changed"))
ORGANISATION_ARCHIVED = Verb("organisation.archived", N_("Organisation archived"))
ORGANISATION_RESTORED = Verb("organisation.restored", N_("Organisation restored"))
PERSON_CREATED = Verb("person.created", N_("Person created"))
PERSON_CHANGED = Verb("person.changed", N_("Person changed"))
PERSON_ARCHIVED = Verb("person.archived", N_("Person archived"))
PERSON_RESTORED = Verb("person.restored", N_("Person restored"))

ORGANISATION_ROLES: Final = {
    "maker_sme": N_("Maker"),
    "industry_cooperative": N_("Industry cooperative"),
    "chamber_cci": N_("Chamber of commerce and industry"),
    "chamber_sci": N_("Commerce and industry association"),
    "prefecture_gov": N_("Prefectural government"),
    "municipal_gov": N_("Municipal government"),
    "foreign_affairs_office": N_("Foreign affairs office"),
    "commerce_bureau": N_("Commerce bureau"),
    "ccpit": N_("CCPIT"),
    "trade_promotion": N_("Trade promotion body"),
    "research_institute": N_("Research institute"),
    "local_partner": N_("Local partner"),
    "importer": N_("Importer"),
    "distributor": N_("Distributor"),
    "wholesaler": N_("Wholesaler"),
    "sales_agent": N_("Sales agent"),
    "department_store": N_("Department store"),
    "retail_chain": N_("Retail chain"),
    "ecommerce_platform": N_("E-commerce platform"),
    "ecommerce_seller": N_("E-commerce seller"),
    "logistics": N_("Freight forwarder"),
    "customs_broker": N_("Customs broker"),
    "interpreter_agency": N_("Interpreting agency"),
    "travel_agency": N_("Travel agency"),
    "exhibition_organiser": N_("Exhibition organiser"),
    "media": N_("Media"),
    "bank": N_("Bank"),
    "law_firm": N_("Law firm"),
    "certification_body": N_("Certification body"),
    "other": N_("Other"),
}
ORGANISATION_STATUSES: Final = {
    "active": N_("Active"),
    "dormant": N_("Dormant"),
    "dissolved": N_("Dissolved"),
}
#: In the order in which a name is chosen to be shown.
ORGANISATION_NAME_KINDS: Final = {
    "legal": N_("Legal name"),
    "trade": N_("Trade name or brand"),
    "short": N_("Short name"),
    "former": N_("Former name"),
    "search": N_("Other spelling"),
}
IDENTIFIER_TYPES: Final = {
    "houjin": N_("Corporate number (Japan)"),
    "uscc": N_("Unified social credit code (China)"),
    "brn": N_("Business registration number (Korea)"),
}
#: Forms of a person's name beside the one on the card. Nothing is converted from one to another.
PERSON_NAME_KINDS: Final = {
    "kana": N_("Kana"),
    "pinyin": N_("Pinyin"),
    "hangul_yanbian": N_("Hangul as in Yanbian"),
    "hangul_rok": N_("Hangul as in Korea"),
    "latin_passport": N_("Latin letters, as in the passport"),
    "latin_business": N_("Latin letters, as on the card"),
    "ja_reading": N_("Japanese reading"),
    "former": N_("Former name"),
    "nickname": N_("Nickname"),
    "other": N_("Other spelling"),
}
PRIMARY: Final = "primary"
CONTACT_KINDS: Final = {
    "email": N_("E-mail"),
    "mobile": N_("Mobile"),
    "tel": N_("Phone"),
    "direct": N_("Direct line"),
    "fax": N_("Fax"),
    "wechat": N_("WeChat"),
    "kakao": N_("KakaoTalk"),
    "line": N_("LINE"),
    "qq": N_("QQ"),
    "url": N_("Web address"),
}
LANGUAGE_LEVELS: Final = {
    "native": N_("Native"),
    "interpreter": N_("Interpreter"),
    "business": N_("Business"),
    "basic": N_("Basic"),
    "none": N_("None"),
}
#: 1 is the top: the order of seating and of lists.
TITLE_RANKS: Final = range(1, 10)

#: Which country's dialling rules a number is read by when the organisation does not say.
REGIONS: Final = {"ja": "JP", "zh-Hans": "CN", "ko": "KR"}
#: Mailboxes many people read: they identify nobody (INV-C4).
SHARED_MAILBOXES: Final = frozenset(
    ("info", "sales", "office", "contact", "admin", "mail", "support", "webmaster", "export", "import", "trade")
    + ("soumu", "jimukyoku", "eigyo", "kokusai")
)
SORT_KEY_LIMIT: Final = 300
PART_LIMIT: Final = 120  #: characters of a family or given name


# ------------------------------------------------------------------ what is written


@dataclass(frozen=True)
class Child:
    """A row below a record. With `id` it replaces the row of that id, without it is a new one."""

    def columns(self) -> dict[str, Any]:
        """{column: value} of the row."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "id"}


@dataclass(frozen=True)
class OrganisationNameInput(Child):
    text: str
    language: str
    reading: str = ""
    kind: str = "legal"
    id: int | None = None


@dataclass(frozen=True)
class RoleInput(Child):
    role: str
    from_date: date | None = None
    to_date: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class AddressInput(Child):
    lines: str
    language: str
    postal_code: str = ""
    access_notes: str = ""
    id: int | None = None


@dataclass(frozen=True)
class ContactInput(Child):
    kind: str
    value: str
    label: str = ""
    id: int | None = None


@dataclass(frozen=True)
class PersonNameInput(Child):
    """`full` may be empty when family and given name are there, and the other way round."""

    language: str
    full: str = ""
    family: str = ""
    given: str = ""
    reading: str = ""
    kind: str = PRIMARY
    id: int | None = None


@dataclass(frozen=True)
class AffiliationInput(Child):
    """Without an organisation and with an `id`: that post has ended."""

    organisation_id: int | None
    title: str = ""
    department: str = ""
    title_rank: int = 5
    from_date: date | None = None
    to_date: date | None = None
    is_primary: bool = False
    id: int | None = None


@dataclass(frozen=True)
class SkillInput(Child):
    language: str
    level: str
    id: int | None = None


# ------------------------------------------------------------------ names


def completed(name: PersonNameInput) -> PersonNameInput:
    """The name with its full form in the order of its language, and divided where a space divides it.

    A name typed without a space stays undivided: 李明淑 is not cut by a guess.
    """
    full = name.full or names.full_name(name.family, name.given, name.language)
    family, given, parts = name.family, name.given, full.split()
    divides = name.language != "en" or name.kind == PRIMARY  # whose family name stands first in Latin letters varies
    if divides and not (family or given) and len(parts) == 2 and max(map(len, parts)) <= PART_LIMIT:
        family, given = reversed(parts) if name.language == "en" else parts
    return PersonNameInput(name.language, full, family, given, name.reading, name.kind, name.id)


def person_search_key(forms: Iterable[PersonNameInput]) -> str:
    """Every form of a person's name folded, the other order of its words and parts too, parted by spaces."""
    texts: list[str] = []
    for form in forms:
        turned = " ".join(reversed(form.full.split()))
        texts += [form.full, turned, form.family + form.given, form.given + form.family, form.reading]
    return joined_keys(map(names.search_key, texts))


def organisation_search_key(forms: Iterable[OrganisationNameInput]) -> str:
    """Every name of an organisation folded, without legal form and without 公司, 会社, Group; parted by spaces."""
    texts = [text for form in forms for text in (form.text, form.reading)]
    return joined_keys([*map(names.search_key, texts), *map(names.organisation_key, texts)])


def joined_keys(found: Iterable[str]) -> str:
    """Keys, each once, parted by spaces; a key itself has none."""
    return " ".join(dict.fromkeys(filter(None, found)))


def person_sort_key(primary: PersonNameInput, others: Sequence[PersonNameInput] = ()) -> str:
    """What people are listed by: the reading of the card's name, else a kana form, else the name itself."""
    reading = primary.reading or next((n.full for n in others if n.kind in ("kana", "ja_reading")), "")
    kana = names.script_of(reading) is names.Script.KANA
    language = "ja" if kana else primary.language
    return names.sort_key(primary.full, reading, language, person=True)[:SORT_KEY_LIMIT]


def organisation_sort_key(primary: OrganisationNameInput) -> str:
    """What organisations are listed by."""
    kana = names.script_of(primary.reading) is names.Script.KANA
    language = "ja" if kana else primary.language
    return names.sort_key(primary.text, primary.reading, language)[:SORT_KEY_LIMIT]


def guess_language(text: str, country: str = "") -> str:
    """The likely language of a name: by its script, and for characters alone by the country."""
    script = names.script_of(text)
    if script in (names.Script.KANA, names.Script.JAPANESE):
        return "ja"
    if script is names.Script.HANGUL:
        return "ko"
    if script is names.Script.HAN:
        return {"CN": "zh-Hans", "KR": "ko"}.get(country, "ja")
    return "en"


# ------------------------------------------------------------------ ways to reach someone


def guess_contact_kind(value: str) -> str:
    """What a single typed contact is: an e-mail address, a web address, a phone number, else a WeChat ID."""
    text = value.strip().lower()
    if "@" in text:
        return "email"
    if text.startswith(("http://", "https://", "www.")):
        return "url"
    digits = sum(character.isdigit() for character in text)
    letters = sum(character.isalpha() for character in text)
    return "mobile" if digits >= 5 and not letters else "wechat"


def is_shared(kind: str, normalised: str) -> bool:
    """Whether many people read this address: info@ identifies nobody."""
    return kind == "email" and normalised.partition("@")[0] in SHARED_MAILBOXES


def link(kind: str, normalised: str) -> str | None:
    """The tel:, mailto: or https: address of a contact point; None for what no browser can open."""
    if kind == "email":
        return f"mailto:{normalised}"
    if kind in ("tel", "direct", "mobile"):
        return f"tel:{normalised}"
    return web_address(normalised) if kind == "url" else None


def web_address(address: str) -> str | None:
    """`address` if a page may link to it, else None: input is checked, too, but other programs write rows as well."""
    return address if re.match(r"https?://", address, re.IGNORECASE) else None


def readable(kind: str, value: str, normalised: str) -> str:
    """A contact point as it is shown: numbers in international form, everything else as typed."""
    return contact_points.phone_text(normalised) if kind in contact_points.PHONES and normalised else value


# ------------------------------------------------------------------ duplicates (INV-C2)

SAME_EMAIL = Text("Same e-mail address")
SAME_MOBILE_AND_FAMILY = Text("Same mobile number and family name")
SAME_POST = Text("Same name at the same organisation")
SAME_MOBILE = Text("Same mobile number")
SAME_NAME = Text("Same name")
SAME_NAME_OTHERWISE_WRITTEN = Text("Same name, written differently")
SAME_IDENTIFIER = Text("Same registration number")
SAME_WITHOUT_FORM = Text("Same name without the legal form")
#: The ladder: earlier reasons say more. Only the first two ever identify; a name alone never does.
LADDER: Final = (SAME_EMAIL, SAME_MOBILE_AND_FAMILY, SAME_POST, SAME_MOBILE, SAME_NAME, SAME_NAME_OTHERWISE_WRITTEN)
ORGANISATION_LADDER: Final = (SAME_IDENTIFIER, SAME_NAME, SAME_WITHOUT_FORM)


def is_current(from_date: date | None, to_date: date | None, on: date) -> bool:
    """Whether a dated role or post holds on a day; open ends hold for ever."""
    return (from_date is None or from_date <= on) and (to_date is None or to_date >= on)
