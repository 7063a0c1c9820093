"""The tables of leads: ranks, kinds of visitor, timing, the path of states, and what a written contact holds."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.contacts.rules import guess_contact_kind
from crm.core.contact_points import PHONES, normalise
from crm.core.days import month_day, plain_date
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.languages import Language
from crm.core.texts import N_

#: How soon something is likely to come of it (domain.md §2.6).
SOON, LATER, INFORMED = "A", "B", "C"
RANKS: Final[dict[str, str]] = {
    SOON: N_("A: order or visit within a month"),
    LATER: N_("B: within three to six months"),
    INFORMED: N_("C: information only"),
}
#: What a lead is called that has no name yet, with its moment: the picture of a card, or a note alone.
CARD_ALONE: Final[dict[str, str]] = {"ja": "名刺", "zh-Hans": "名片", "ko": "명함", "en": "Card"}
NOTE_ALONE: Final[dict[str, str]] = {"ja": "来場者", "zh-Hans": "来访者", "ko": "방문객", "en": "Visitor"}
VISITOR_TYPES: Final[dict[str, str]] = {
    "importer": N_("Importer"),
    "distributor": N_("Distributor"),
    "wholesaler": N_("Wholesaler"),
    "department_store": N_("Department store"),
    "retailer": N_("Retailer"),
    "ecommerce": N_("E-commerce"),
    "government": N_("Government office"),
    "media": N_("Media"),
    "consumer": N_("Consumer"),
    "student": N_("Student"),
    "rival_region": N_("Competing region"),
    "other": N_("Other"),
}
TIMINGS: Final[dict[str, str]] = {
    "now": N_("At once"),
    "3_months": N_("Within 3 months"),
    "6_months": N_("Within 6 months"),
    "1_year": N_("Within a year"),
    "info_only": N_("For information only"),
}
NEW, QUALIFIED, CONVERTED, NURTURING, DISQUALIFIED = "new", "qualified", "converted", "nurturing", "disqualified"
LEAD_STATUSES: Final[dict[str, str]] = {
    NEW: N_("New"),
    QUALIFIED: N_("Qualified"),
    CONVERTED: N_("Became a negotiation"),
    NURTURING: N_("Keep in touch"),
    DISQUALIFIED: N_("Not pursued"),
}
#: From each state to which. What became a negotiation stays that.
TRANSITIONS: Final[dict[str, tuple[str, ...]]] = {
    NEW: (QUALIFIED, NURTURING, DISQUALIFIED, CONVERTED),
    QUALIFIED: (NURTURING, DISQUALIFIED, CONVERTED),
    NURTURING: (QUALIFIED, DISQUALIFIED, CONVERTED),
    DISQUALIFIED: (NEW,),
    CONVERTED: (),
}
#: Whoever was once in one of these states was qualified, whatever became of it (domain.md §3.2).
EVER_QUALIFIED: Final = frozenset({QUALIFIED, CONVERTED})
#: Leads that somebody should still do something about.
OPEN: Final = frozenset({NEW, QUALIFIED, NURTURING})
#: So soon whoever left a card hears from us: the 72-hour queue.
ANSWERED_WITHIN: Final = timedelta(hours=72)
#: What is older is no answer any more: home counts it no longer among what is overdue.
ASKED_AFTER: Final = timedelta(days=30)
OVERDUE, LATELY, OPEN_STILL, ANSWERED = "overdue", "lately", "waiting", "answered"
#: Who waits for nothing: nobody may write to them, or nobody can.
BARRED, UNREACHABLE = "barred", "unreachable"
ANSWERS: Final[dict[str, str]] = {
    OVERDUE: N_("Overdue"),
    LATELY: N_("Overdue, captured in the last 30 days"),
    OPEN_STILL: N_("Within 72 hours"),
    BARRED: N_("No consent to contact"),
    UNREACHABLE: N_("No contact details"),
    ANSWERED: N_("Answered"),
}
#: What stands between two contact points; a single space or a slash may belong to a number or an address.
_PARTS = re.compile(r"[\n,;、，；]+|\s/\s|\s{2,}")
#: An address of mail or of a page, with what people write before it: it stands alone, whatever is beside it.
_ADDRESS = re.compile(
    r"(?:(?:e-?mail|mail|メール|邮箱|邮件|이메일)\s*[:：]\s*)?(?:[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s,;、，；]+)",
    re.IGNORECASE | re.ASCII,
)
_WECHAT = re.compile(r"[a-z][a-z0-9_-]{5,19}", re.IGNORECASE | re.ASCII)
_LABEL = re.compile(r"^(?:tel|phone|mobile|e-?mail|mail|電話|电话|携帯|手机|メール)\s*[:：]\s*", re.IGNORECASE)
#: {kind of account: how people write before it that it is one}
_APPS: Final = {
    "wechat": r"we\s?chat|weixin|wx|微信|ウィーチャット|위챗",
    "kakao": r"kakao(?:\s?talk)?|カカオ(?:トーク)?|카카오톡?|카톡",
    "line": r"line|ライン|라인",
    "qq": r"qq",
}
#: An account behind the name of its app: 微信 limingshu88, WeChat ID: wxid_1, 카톡(lms88).
_ACCOUNT = re.compile(
    r"(?<![A-Za-z])(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _APPS.items()) + r")"
    r"\s*(?:id|号|號|아이디)?\s*[:：(（]?\s*(?P<account>[A-Za-z0-9][A-Za-z0-9_.-]{2,29})(?![A-Za-z0-9_.@-])\s*[)）]?",
    re.IGNORECASE | re.ASCII,
)
#: A number of a telephone behind or before which stands that it is the account, too: 139…（微信同号）.
_SAME = re.compile(
    r"(?:微信|we\s?chat)\s*同[号號]\s*[:：]?\s*(?P<after>[0-9][0-9 -]{5,20}[0-9])"
    r"|(?P<before>[0-9][0-9 -]{5,20}[0-9])\s*[(（]?\s*(?:微信|we\s?chat)\s*同[号號]\s*[)）]?",
    re.IGNORECASE,
)

CAPTURED = Verb("lead.captured", N_("Lead captured"))
CHANGED = Verb("lead.changed", N_("Lead changed"))
RANKED_AGAIN = Verb("lead.ranked_again", N_("Rank of a later capture decided"))
MATCHED = Verb("lead.matched", N_("Lead matched to the contacts"))
QUALIFY = Verb("lead.qualified", N_("Lead qualified"))
NURTURE = Verb("lead.nurtured", N_("Lead saved for later"))
DISQUALIFY = Verb("lead.disqualified", N_("Lead not pursued"))
REOPENED = Verb("lead.reopened", N_("Lead resumed"))
ANSWER_UNDONE = Verb("lead.answer_undone", N_("First answer taken back"))
STATUS_UNDONE = Verb("lead.status_undone", N_("Status change undone"))
FOLLOWED_UP = Verb("lead.followed_up", N_("Lead followed up for the first time"))
BECAME_CASE = Verb("lead.converted", N_("Lead became a negotiation"))
ARCHIVED = Verb("lead.archived", N_("Lead archived"))
RESTORED = Verb("lead.restored", N_("Lead restored"))
ASKED = Verb("lead.asked", N_("Products asked about saved"))


#: Endings of mail addresses that everybody uses, wherever they are.
_ANYWHERE: Final = frozenset({"IO", "CO", "ME", "TV", "CC", "AI", "TO", "EU"})
_MAIL_COUNTRY = re.compile(r"@[\w.-]+\.([a-z]{2})(?![\w.-])", re.IGNORECASE | re.ASCII)
#: {country: how firms write there what they are}; "" is somewhere else than in Japan, China and Korea.
_FORMS: Final = {
    "JP": re.compile(r"株式会社|有限会社|合同会社|[ぁ-んァ-ヶ]"),
    "KR": re.compile(r"주식회사|유한회사"),
    "": re.compile(r"\b(?:LLC|L\.L\.C|GmbH|OOO|JSC|PLC|Pty|Inc|S\.A|B\.V)\b|[А-Яа-яЁё]"),
}
_OURS: Final = frozenset({"JP", "CN", "KR"})


def home_told(organisation: str, contact: str) -> str | None:
    """The country that a mail address, else the form and script of a firm's name, speak of: "" for one beyond Japan,
    China and Korea, None where nothing speaks of any."""
    told = {"GB" if code == "UK" else code for code in map(str.upper, _MAIL_COUNTRY.findall(contact))} - _ANYWHERE
    if len(told) == 1:
        return told.pop()
    return next((country for country, form in _FORMS.items() if form.search(organisation)), None)


def is_elsewhere(organisation: str, contact: str, country: str) -> bool:
    """Whether a firm speaks of another country than the one it was met in. Korean names are at home in Yanbian."""
    told = home_told(organisation, contact)
    if told is None or told == country or (told == "" and country not in _OURS):
        return False
    return not (told == "KR" and country == "CN" and "@" not in contact)


def hours_left(captured_at: datetime, now: datetime) -> int:
    """Whole hours until a first answer is due; below 0 once it is overdue: -1 in the first hour after."""
    return (captured_at + ANSWERED_WITHIN - now) // timedelta(hours=1)


def next_statuses(status: str) -> tuple[str, ...]:
    """The states a lead may move to from `status`."""
    return TRANSITIONS.get(status, ())


def unnamed(on: date, time: str, *, noted: bool, year: int, language: str) -> tuple[str, str]:
    """(名刺 11/30 14:52, its language): how a lead without a name is called, with the year where it is not this one."""
    words = NOTE_ALONE if noted else CARD_ALONE
    code = language if language in words else Language.EN.value
    day = month_day(code, on.month, on.day) if on.year == year else plain_date(code, on)
    parted = f"{words[code]}," if code == Language.EN else words[code]
    return " ".join(filter(None, (parted, day, time))), code


def visitor_keys(
    *, person_id: int | None, raw_name: str, organisation: int | str, raw_contact: str, region: str
) -> set[tuple[object, ...]]:
    """What tells that two leads may be one visitor: the person, the name at the same company, a way to reach them.

    `organisation` is its id, or the company as written.
    """
    found: set[tuple[object, ...]] = {("point", key) for _kind, _text, key in contact_parts(raw_contact, region)}
    if person_id is not None:
        found.add(("person", person_id))
    if name := search_key(raw_name):
        firm = search_key(organisation) if isinstance(organisation, str) else organisation
        found.add(("name", name, firm))
    return found


def contact_parts(raw: str, region: str = "") -> Iterator[tuple[str, str, str]]:
    """(kind, as written, normalised) of every contact point in a scribbled text that can be read as one.

    Numbers are read as dialled in `region` (ISO 3166-1). What cannot be read is left out: `unread` has it.
    """
    text = _SAME.sub(_same_number, raw)
    for part in _split(_ACCOUNT.sub(_number_alone, text), region):
        yield from _point(part, region)
    for found in _ACCOUNT.finditer(text):
        kind = next(name for name in _APPS if found[name])
        yield kind, found["account"], normalise(kind, found["account"], region)


def unread(raw: str, region: str = "") -> str:
    """What of a scribbled text is no contact point: "" when everything could be read."""
    parts = (part.strip(" /") for part in _split(_ACCOUNT.sub("\n", _SAME.sub("\n", raw)), region))
    return " ".join(part for part in parts if part and not any(_point(part, region)))


def _split(text: str, region: str) -> Iterator[str]:
    """The parts of a scribbled text that may be a contact point each. Several numbers side by side are parted by their
    spaces where each of them is one by itself; a space inside one number stays in it."""
    for part in _PARTS.split(_ADDRESS.sub(r"\n\g<0>\n", text)):
        pieces = part.split()
        if len(pieces) > 1 and not any(_point(part, region)) and all(_is_number(piece, region) for piece in pieces):
            yield from pieces
        else:
            yield part


def _is_number(piece: str, region: str) -> bool:
    return any(kind in PHONES for kind, _text, _key in _point(piece, region))


def _same_number(found: re.Match[str]) -> str:
    return f"\n微信 {re.sub('[^0-9]', '', found['after'] or found['before'])}\n"


def _number_alone(found: re.Match[str]) -> str:
    """What stands for an account among the other points: with WeChat the number of a telephone is both."""
    return f"\n{found['account']}\n" if found["wechat"] and found["account"].isdigit() else "\n"


def _point(part: str, region: str) -> Iterator[tuple[str, str, str]]:
    value = _LABEL.sub("", part.strip(" /"))
    kind = guess_contact_kind(value) if value else ""
    if not kind or (kind == "wechat" and not _WECHAT.fullmatch(value)):
        return
    try:
        normalised = normalise(kind, value, region)
    except Refused:
        return
    if normalised:
        yield kind, value, normalised


#: What stands between the products that were asked about.
_BETWEEN: Final = re.compile(r"[;；、，,\n]")


def asked_about(interest: str) -> list[str]:
    """The names in what a lead asked about, as booth mode and people write them: A; B."""
    return [name for each in _BETWEEN.split(interest) if (name := each.strip())]


def other_rank(again: str | None, status: str) -> str | None:
    """Of the rank of a later capture what waits for somebody to choose: none where nobody pursues the lead."""
    return again if status != DISQUALIFIED else None
