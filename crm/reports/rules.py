"""The tables of mission reports: parts, path of states, posts of the approvers; and what a public text hides."""

import hashlib
import json
import re
from collections.abc import Collection, Container, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

# Who approves is the office's to say; everyone above asks here.
from crm.activities.rules import DRAFTING
from crm.audit.rules import Verb
from crm.core.languages import LANGUAGE_LABELS
from crm.core.mentions import covered
from crm.core.money import CURRENCIES
from crm.core.texts import N_
from crm.office.rules import POSTS as POSTS
from crm.office.rules import post_label as post_label

LANGUAGES: Final = LANGUAGE_LABELS

#: In the order of a 視察報告書 (domain.md §2.5).
PARTS: Final[dict[str, str]] = {
    "purpose": N_("Purpose"),
    "period": N_("Period and destinations"),
    "participants": N_("Participants"),
    "programme": N_("Programme, planned and carried out"),
    "talks": N_("Visits and talks"),
    "leads": N_("Results of fairs and matching events"),
    "market": N_("Market and competition"),
    "negotiations": N_("Negotiations"),
    "agreements": N_("Agreements and signings"),
    "roles": N_("Division of roles"),
    "challenges": N_("Challenges and responses"),
    "results": N_("Results and assessment"),
    "impressions": N_("Impressions and proposals"),
    "costs": N_("Income and expenditure"),
    "follow_up": N_("Follow-up"),
    "appendices": N_("Appendices"),
}
#: Activities of whose results a chapter is called by: of others it tells the leads.
FAIRS: Final = frozenset({"trade_fair", "product_fair", "matching_event"})
#: Of what is no journey of ours: guests that were received, what took place online, or of which nobody is known to
#: have travelled.
AT_HOME: Final[dict[str, str]] = {"period": N_("Period and place")}

#: Two papers from the same facts: the long report, and what an office is owed within a week of the return.
FULL: Final = "full"
SHORT: Final = "short"
FORMS: Final[dict[str, str]] = {
    FULL: N_("Full report"),
    SHORT: N_("Short report"),
}
#: What they are called, by direction: 実施報告書 and 復命書, 受入報告書 and 受入実施報告書.
TITLES: Final[dict[str, dict[str, str]]] = {
    FULL: {
        "outbound": N_("Full report on an event"),
        "inbound": N_("Full report on a delegation received"),
        "online": N_("Full report on an online event"),
    },
    SHORT: {
        "outbound": N_("Official trip report"),
        "inbound": N_("Report on the reception of a delegation"),
        "online": N_("Report on an online event"),
    },
}
#: The long one by type of the activity, of who travelled: 視察報告書, 経済ミッション報告書.
OUTBOUND: Final[dict[str, str]] = {
    "inspection_mission": N_("Mission report"),
    "trade_mission": N_("Full report on a trade mission"),
}
#: The short one of what nobody travels for, or is known to have travelled for: 簡易実施報告書.
UNTRAVELLED: Final = N_("Short report on an event")
STAYING: Final[dict[str, str]] = {"showroom_operation": UNTRAVELLED}
#: What people write in the short one.
SHORT_PARTS: Final = ("purpose", "programme", "talks", "results", "impressions", "follow_up")

#: The chapters about the business of companies: the public edition tells their totals, and of what people wrote there
#: only what they wrote for it.
INNER: Final = frozenset({"talks", "leads", "market", "negotiations", "agreements", "challenges", "follow_up"})

INTERIM: Final = "interim"
FINAL: Final = "final"
STAGES: Final[dict[str, str]] = {
    INTERIM: N_("Interim report"),
    FINAL: N_("Final report"),
}
#: Days after the return, or the departure of the guests, within which the report is owed (§2.1).
DUE_DAYS: Final = 7

STATUSES: Final[dict[str, str]] = {
    "draft": N_("Draft"),
    "submitted": N_("Submitted"),
    "returned": N_("Returned"),
    "approved": N_("Approved"),
}
#: In these states its writers may change it.
OPEN: Final = frozenset({"draft", "returned"})

#: What a next step is on the day of a report.
STEP_OPEN, STEP_LATE, STEP_RESTS, STEP_SIGNED = "open", "late", "rests", "signed"
STEP_DONE, STEP_ANSWERED = "done", "answered"
STEPS: Final[dict[str, str]] = {
    STEP_OPEN: N_("Open"),
    STEP_LATE: N_("Overdue"),
    STEP_RESTS: N_("Negotiation lost"),
    STEP_SIGNED: N_("Contract signed"),
    STEP_DONE: N_("Done"),
    STEP_ANSWERED: N_("Answered, to be confirmed"),
}

DECISIONS: Final[dict[str, str]] = {
    "waiting": N_("Not decided yet"),
    "approved": N_("Approved"),
    "returned": N_("Returned"),
}
EVENTS: Final[dict[str, str]] = {
    "submitted": N_("Submitted"),
    "taken_back": N_("Withdrawn"),
    "approved": N_("Approved"),
    "returned": N_("Returned"),
}

#: A name without an account, and the title of a post.
HOLDER, POST = 120, 20

OPENED = Verb("report.opened", N_("Report started"))
WRITTEN = Verb("report.written", N_("Part of the report written"))
READ = Verb("report.read", N_("Drafted part of the report read"))
HEADED = Verb("report.headed", N_("Heading of the report changed"))
CHAINED = Verb("report.chained", N_("Approvers of the report named"))
SUBMITTED = Verb("report.submitted", N_("Report submitted"))
TAKEN_BACK = Verb("report.taken_back", N_("Report withdrawn"))
RETURNED = Verb("report.returned", N_("Report returned"))
APPROVED = Verb("report.approved", N_("Report approved"))
ENTERED = Verb("report.entered", N_("Decision on paper entered"))

#: Longest text of a part, and of a comment.
PROSE, COMMENT = 20_000, 1_000

#: What covers a word in the public edition, as a marker pen does on paper.
HIDDEN: Final = "■■■"
_SCALES = "十百千万億兆亿백천만억"
_WRITTEN = "〇零一二三四五六七八九两일이삼사오육칠팔구"
#: Bounded, since every place of a long text is tried.
_NUMBER = r"[0-9０-９][0-9０-９,，.．]{0,20}"
#: 1,980 · 1億2,000万 · 2억 3,000만 · and written out: 千二百.
_COUNT = (
    rf"(?:(?:{_NUMBER}[万億亿만억]\s)?[0-9０-９][0-9０-９,，.．{_SCALES}]{{0,20}}"
    rf"|[{_WRITTEN}]{{0,3}}[{_SCALES}][{_WRITTEN}{_SCALES}]{{0,12}})"
)
_RANGE = rf"(?:{_COUNT}\s?[〜～~–－-]\s?)?{_COUNT}"
#: In what we count, and what people of the trade name beside it.
_CODES = "|".join((*CURRENCIES, "RMB", "HKD", "TWD", "NTD", "GBP"))
_SIGN = rf"(?:(?:US|HK|NT)?[$＄]|[¥￥€₩₽£￡]|{_CODES})"
_UNITS = (
    "(?:円|人民元|人民[币幣]|元(?![化旦年])|块|塊|[美日韩韓港台臺欧歐]元|日圆|新?[台臺][币幣]|[日韩韓港][币幣]|美金|英[镑鎊]|卢布|"
    "ウォン|(?:米|香港|新?台湾)?ドル|(?:香港|台湾)元|ユーロ|ルーブル|(?:英国?)?ポンド|"
    "원|위안|엔|(?:미국?|홍콩|대만)?\\s?달러|유로|루블|파운드|"
    f"(?:{_CODES}|yen|yuan|won|(?:(?:US|Hong Kong|Taiwan) )?dollars?|euros?|roubles?|pounds?)(?![a-z]))"
)
_PRIVATE: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",  # e-mail
        rf"{_SIGN}\s?{_RANGE}\s?[{_SCALES}]{{0,3}}{_UNITS}?",
        rf"{_RANGE}\s?[{_SCALES}]{{0,3}}\s?{_UNITS}",
        rf"{_NUMBER}\s?[%％](?=[^\n]{{0,12}}(?:commission|margin|手数料|マージン|佣金|수수료))",
        rf"(?:commission|margin|手数料|マージン|佣金|수수료)[^\n%％0-9０-９]{{0,12}}{_NUMBER}\s?[%％]",
        r"(?<!\d)(?=\+?\(?(?:\d[ )-]{0,2}){9})(?:\+\d{1,3}[ -]?)?\(?\d{2,5}\)?(?:[ -]?\d{2,8}){1,2}(?!\d)",  # telephone
    )
)
_DATE: Final = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")


def hidden(text: str, names: Collection[str] = (), families: Collection[str] = (), titles: Collection[str] = ()) -> str:
    """A text for the public edition: amounts, e-mail, telephone numbers and names of people are covered (DP-16).

    `families` are covered only beside a title or form of address: places and firms have such names, too.
    """
    kept = _DATE.sub(lambda found: found[0].replace("-", "\ue000"), text)  # a date is no telephone number
    for pattern in _PRIVATE:
        kept = pattern.sub(HIDDEN, kept)
    kept = kept.replace("\ue000", "-")
    return covered(kept, HIDDEN, names, families, titles)


def number_of(base: str, activity_id: int, form: str, language: str, edition: int) -> str:
    """The number of a report: 見商国第26-118号-R-JA-2, or M12-R-JA-2 when the mission has no number of its own.

    The short one has an S in place of the R.
    """
    letter = {FULL: "R", SHORT: "S"}[form]
    return f"{base or f'M{activity_id}'}-{letter}-{language[:2].upper()}-{edition}"


def of_language(number: str, language: str) -> str:
    """The number of a report in a further language: 見商国第26-118号-ZH."""
    return f"{number}-{language[:2].upper()}"


def is_of_language(number: str) -> bool:
    """Whether a number is that of a report in a further language."""
    return any(number.endswith(f"-{language[:2].upper()}") for language in LANGUAGES)


def parts_of(form: str) -> tuple[str, ...]:
    """In which parts people write, in order."""
    return SHORT_PARTS if form == SHORT else tuple(PARTS)


def part_title(part: str, *, journey: bool, matched: bool = True) -> str:
    """What a chapter is called: only who travels has destinations, and not every mission a fair or tables of talks."""
    if part == "leads" and not matched:
        return N_("Leads")
    return PARTS[part] if journey else AT_HOME.get(part, PARTS[part])


def title_of(form: str, direction: str, type: str, *, declared: bool = True) -> str:
    """What such a paper is called: who went to inspect reports on an inspection, who went for trade does not, and who
    runs a showroom made no trip. Nor is a short one called by a trip that it has not `declared`."""
    if form == SHORT and direction == "outbound" and not declared:
        return UNTRAVELLED
    own = {FULL: OUTBOUND, SHORT: STAYING}[form] if direction == "outbound" else {}
    return own.get(type, TITLES[form][direction])


#: In the boxes of these posts stands who drafted a report: that is no approval.
DRAFTED_IN: Final = DRAFTING | {"係", "係員", "起案者", "报告人", "기안자"}


def is_own(post: str, name: str, reporter: str) -> bool:
    """Whether somebody of a name would approve what they report themselves; `reporter` tells post and name."""
    wanted = "".join(name.split())
    return bool(wanted) and post not in DRAFTED_IN and wanted in "".join(reporter.split())


def due_on(end_on: date) -> date:
    """By when the report on what ended is owed."""
    return end_on + timedelta(days=DUE_DAYS)


def stand_ins(decided: Sequence[tuple[str, str]], held: Mapping[str, Container[str]]) -> frozenset[str]:
    """Of the posts that were decided for, [(post, who)] in their order, those in which who decided stands for another.

    Who decided for several has one of them: the last that `held` says is theirs, else that which decides first. One
    stands in for a post above one's own (代決), never for one below it.
    """
    own: dict[str, str] = {}
    for post, who in decided:
        if who not in own or post in held.get(who, ()):
            own[who] = post
    places = {post: place for place, (post, _who) in enumerate(decided)}
    return frozenset(post for post, who in decided if places[post] > places[own[who]])


def digest_of(frozen: Mapping[str, Any]) -> str:
    """The SHA-256 of frozen content in canonical JSON."""
    plain = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
