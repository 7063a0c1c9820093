"""Booth mode: which days a code is good for, what is taken at once and what waits, who is the same visitor."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from crm.activities.rules import FAIRS as FAIRS
from crm.audit.rules import Verb
from crm.contacts.rules import is_shared
from crm.contacts.rules.duplicates import spellings
from crm.core import clock, codes
from crm.core.cleaning import to_ascii_forms
from crm.core.contact_points import PHONES, is_mobile
from crm.core.folding import search_key
from crm.core.hanja import hangul_of
from crm.core.readings import romanise_hangul, suggest_pinyin
from crm.core.scripts import script_of
from crm.core.texts import N_
from crm.leads.rules import contact_parts

CODE_MADE = Verb("booth.code_made", N_("Code for booth mode created"))
CODE_REVOKED = Verb("booth.code_revoked", N_("Code for booth mode revoked"))
REGISTERED = Verb("booth.registered", N_("Phone registered for booth mode"))
ENDED = Verb("booth.ended", N_("Phone removed from booth mode"))
SENT = Verb("booth.sent", N_("Lead sent from a phone at the booth"))
TAKEN = Verb("booth.taken", N_("Waiting lead taken"))
REFUSED = Verb("booth.refused", N_("Waiting lead refused"))
RECONSIDERED = Verb("booth.reconsidered", N_("Refusal of a waiting lead taken back"))

#: Phones are set up on the day before; what is captured then waits.
SETTING_UP: Final = timedelta(days=1)
#: So long after the end of its code a phone hands over what it captured in time.
HANDING_OVER: Final = timedelta(days=14)
#: A phone whose clock is so far ahead means this moment; one that is so far behind may begin at once.
AHEAD: Final = timedelta(minutes=5)
#: Longer than that nothing waits on a phone.
OLDEST: Final = timedelta(days=400)
#: Whoever got hold of a code fills neither the table nor the disk.
MOST_CODES: Final = 20
MOST_PHONES: Final = 50  #: of one code
MOST_CAPTURES: Final = 3000  #: of one phone
LABEL_LIMIT, NAME_LIMIT, KEY_LIMIT = 80, 60, 64

TAKEN_AT_ONCE, APPENDED, WAITING, REFUSED_ONE = "taken", "appended", "waiting", "refused"
STATES: Final[dict[str, str]] = {
    TAKEN_AT_ONCE: N_("Taken as a lead"),
    APPENDED: N_("Added to an earlier lead"),
    WAITING: N_("Waiting for the office"),
    REFUSED_ONE: N_("Refused"),
}
#: Why a lead waits.
NO_TIME, EARLY, UNKNOWN, AFTERWARDS = "no_time", "early", "unknown", "afterwards"
LATE, REMOVED, STOPPED = "late", "removed", "stopped"
CAUSES: Final[dict[str, str]] = {
    NO_TIME: N_("The phone's clock cannot be right."),
    EARLY: N_("Captured before the fair began."),
    UNKNOWN: N_("Captured before the phone was registered."),
    AFTERWARDS: N_("Captured after the code had ended."),
    LATE: N_("Sent more than 14 days after the code had ended."),
    REMOVED: N_("The phone had been removed."),
    STOPPED: N_("The fair was cancelled, or is in the archive."),
}
#: What a visitor is promised (domain.md §2.6).
PROMISES: Final[dict[str, str]] = {
    "catalogue": N_("Catalogue"),
    "price_list": N_("Price list"),
    "sample": N_("Sample"),
    "visit": N_("Visit"),
    "wechat_group": N_("WeChat group"),
    "meeting": N_("Meeting at the booth"),
}
#: Between the promises of a lead, in its next action.
BETWEEN: Final = " · "


def joined(before: str, wish: str) -> str:
    """What is to be done next with what was promised a second time; what stands there already stands once."""
    told = before.split(BETWEEN)
    return BETWEEN.join([before, *(each for each in wish.split(BETWEEN) if each and each not in told)])


#: What the visitor is told, word for word; another text gets another version (DP-1, DP-2).
NOTICE_VERSION: Final = "2026-12b"
#: All that there were: a phone may have kept an older one. Nothing else was shown to anybody.
NOTICE_VERSIONS: Final = frozenset({"2026-12", NOTICE_VERSION})
NOTICE: Final = N_(
    "%(office)s keeps what you tell us here in %(country)s, to answer you and to arrange what you ask for. You may ask "
    "at any time what is kept, have it corrected or deleted, or take back what you allow here."
)
MAY_STORE: Final = N_("You may contact me and keep my data in %(country)s.")
MAY_SHARE: Final = N_("You may give my data to the makers whose goods I asked about.")


def digest(code: str) -> str | None:
    """What is stored instead of a code, however it was typed; None for what cannot be one."""
    return codes.digest(code, "booth codes")


@dataclass(frozen=True)
class Days:
    """The days of a fair on the clock of its place, as moments: `begins` ≤ moment < `ends`."""

    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, first: date, last: date, zone: str) -> "Days":
        """From the first midnight to the one after the last day."""
        after = last + timedelta(days=1)
        return cls(*(clock.from_wall(datetime.combine(day, time()), zone) for day in (first, after)))

    def until(self, revoked_at: datetime | None) -> "Days":
        """The same of a code that was revoked."""
        return self if revoked_at is None else Days(self.begins, min(self.ends, max(revoked_at, self.begins)))

    def opens(self, now: datetime) -> bool:
        """Whether a code that nobody revoked opens the page."""
        return self.begins - SETTING_UP <= now < self.ends


def moment(stamp: int, now: datetime) -> datetime | None:
    """The moment of a phone's clock (milliseconds since 1970); None for one that is to come, or cannot be meant."""
    told = clock.from_stamp(stamp)
    if told is None or not now - OLDEST <= told <= now + AHEAD:
        return None
    return min(told, now)


def cause(
    days: Days,
    *,
    told: datetime | None,
    now: datetime,
    since: datetime,
    removed_at: datetime | None,
    revoked: bool,
    stands: bool = True,
) -> str:
    """Why what was captured at `told`, by the phone's clock, has to wait; "" when it is taken.

    `days` are those of the code, `since` when the phone was let in. `told` is None where the phone names a moment to
    come, or none that can be. A phone sets its clock as it likes: of one that was removed, by a code that was `revoked`
    as well, everything waits. So does it at a fair that does not stand any more: nobody knows since when it did not.
    """
    if removed_at is not None and (revoked or told is None or told >= removed_at):
        return REMOVED
    if not stands:
        return STOPPED
    if told is None or told > now:
        return NO_TIME
    if told < days.begins:
        return EARLY
    if told < since - AHEAD:
        return UNKNOWN
    if told >= days.ends:
        return AFTERWARDS
    return LATE if now >= days.ends + HANDING_OVER else ""


def key_of(key: str, *told: object) -> str:
    """Under which key a lead is kept: the same form with the same content arrives once. One key with another content,
    such as of a page that was gone back to, is another lead."""
    return hashlib.sha256(repr((key, *told)).encode()).hexdigest()


@dataclass(frozen=True)
class Visitor:
    """What tells whom a lead is of: the name as written, the folded firm, ways to reach them."""

    name: str
    firm: str
    points: frozenset[str]
    own: frozenset[str]  #: of the points those that lead to one person: a mobile phone, a mailbox that nobody shares

    @classmethod
    def of(cls, raw_name: str, raw_organisation: str, raw_contact: str, region: str) -> "Visitor":
        """As it was written down; numbers are read as dialled in `region`."""
        points = {key: kind for kind, _text, key in contact_parts(raw_contact, region) if kind != "url"}
        own = frozenset(key for key, kind in points.items() if _is_own(kind, key))
        return cls(raw_name.strip(), search_key(raw_organisation), frozenset(points), own)

    def may_be(self, raw_organisation: str, raw_contact: str) -> bool:
        """Whether it is worth reading closely what another lead has written: quick, and never wrongly no."""
        if self.firm and search_key(raw_organisation) == self.firm:
            return True
        folded = to_ascii_forms(raw_contact).lower()
        digits = re.sub("[^0-9]", "", folded)
        return any(echo in folded or echo in digits for echo in map(_echo, self.points))


def _is_own(kind: str, key: str) -> bool:
    if kind == "email":
        return not is_shared(kind, key)
    return kind in PHONES and is_mobile(key)


def _echo(key: str) -> str:
    """What of a normalised way to reach somebody stands in the text in which it was written, however it was."""
    number = key.partition(";")[0]
    return number[-6:] if number.startswith("+") else key.partition("@")[0]


def is_same(one: Visitor, other: Visitor) -> bool:
    """Whether two leads are of one visitor.

    Of two names both must fit, and they share the firm or a way to be reached: colleagues share a firm and its number,
    and at a fair in China two people are called 王伟. Where one has no name, both have the person's own address.
    """
    shared = one.points & other.points
    if not (one.name and other.name):
        return bool(shared & one.own)
    return (bool(shared) or one.firm == other.firm != "") and names_fit(one.name, other.name)


def names_fit(one: str, other: str) -> bool:
    """Written alike in any order of their parts; in two scripts, where one may be the reading of the other."""
    if spellings(one) & spellings(other):
        return True
    return script_of(one) != script_of(other) and bool(_sounds(one) & _sounds(other))


def _sounds(name: str) -> set[str]:
    hangul = hangul_of(name)
    readings = (suggest_pinyin(name, person=True), hangul, romanise_hangul(hangul, name=True))
    return spellings(name).union(*map(spellings, readings))
