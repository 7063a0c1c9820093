"""Types and classes of agreements, their states, and what holds before one may be signed (domain.md §1.7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Final, Protocol

from crm.audit.rules import Verb
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.texts import N_, Text

FRAMEWORK: Final = "framework"
COMMERCIAL: Final = "commercial"
CLASSES: Final[dict[str, str]] = {
    FRAMEWORK: N_("Framework agreement"),
    COMMERCIAL: N_("Commercial agreement"),
}
FRAMEWORK_TYPES: Final[dict[str, str]] = {
    "mou": N_("MOU"),
    "friendship": N_("Friendship exchange agreement"),
    "economic_exchange": N_("Economic exchange agreement"),
    "loi": N_("Letter of intent"),
    "nda": N_("NDA"),
    "other_framework": N_("Other framework agreement"),
}
COMMERCIAL_TYPES: Final[dict[str, str]] = {
    "sole_agency": N_("Sole agency agreement"),
    "distributorship": N_("Distributorship agreement"),
    "sales_contract": N_("Sales contract"),
    "consignment": N_("Consignment agreement"),
    "exhibition_space": N_("Exhibition space contract"),
    "licence": N_("Licence agreement"),
    "joint_venture": N_("Joint venture agreement"),
    "oem": N_("OEM agreement"),
    "service_contract": N_("Service contract"),
    "other_commercial": N_("Other commercial agreement"),
}
#: Types that say in their own words what they are.
OTHER_TYPES: Final = frozenset({"other_framework", "other_commercial"})
AGREEMENT_TYPES: Final[dict[str, str]] = FRAMEWORK_TYPES | COMMERCIAL_TYPES

SIGNED: Final = "signed"
IN_FORCE: Final = "in_force"
EXPIRED: Final = "expired"
#: The job that lets agreements begin and end, every night.
TURN_JOB: Final = "agreements.turn"
STATUSES: Final[dict[str, str]] = {
    "draft": N_("Draft"),
    "in_approval": N_("In approval"),
    SIGNED: N_("Signed"),
    IN_FORCE: N_("In force"),
    EXPIRED: N_("Expired"),
    "terminated": N_("Terminated"),
    "superseded": N_("Superseded"),
}
#: Before signing a user sets these in the form; afterwards the agreement moves along TRANSITIONS.
UNSIGNED: Final[dict[str, str]] = {code: STATUSES[code] for code in ("draft", "in_approval")}
#: Whoever is here was signed once, and counts as an agreement at its `signed_on` (§3.1).
EVER_SIGNED: Final = tuple(code for code in STATUSES if code not in UNSIGNED)
#: These bind the parties today, until they expire.
BINDING: Final = (SIGNED, IN_FORCE)
TRANSITIONS: Final[dict[str, tuple[str, ...]]] = {
    SIGNED: ("in_force", "expired", "terminated", "superseded"),
    "in_force": ("expired", "terminated", "superseded"),
    "expired": ("in_force",),
    "terminated": ("in_force",),
    "superseded": ("in_force",),
}
NO_EXCLUSIVITY: Final = "none"
EXCLUSIVITY: Final[dict[str, str]] = {
    NO_EXCLUSIVITY: N_("Not exclusive"),
    "sole": N_("Sole"),
    "exclusive": N_("Exclusive"),
}
#: The parties as each language calls them; they are kept as contracts in Japanese and Chinese do.
SIDE_NAMES: Final[dict[str, str]] = {
    "甲": N_("Party A"),
    "乙": N_("Party B"),
    "丙": N_("Party C"),
    "丁": N_("Party D"),
}
SEALS: Final[dict[str, str]] = {
    "signature": N_("Signature"),
    "company_seal": N_("Company seal"),
    "official_seal": N_("Official seal"),
}
VALUE_PERIODS: Final[dict[str, str]] = {"total": N_("In total"), "annual": N_("Per year"), "none": N_("No value")}
LANGUAGES: Final[dict[str, str]] = LANGUAGE_LABELS
LEAST_PARTIES: Final = 2
#: An agreement that ends, or of which notice must be given, within so many days is shown as expiring (§3.8).
EXPIRING_DAYS: Final = 90
#: Whoever is in charge decides so many days before the last day for giving notice.
DECIDED_BEFORE: Final = 30

DRAFTED = Verb("agreement.drafted", N_("Agreement drafted"))
CHANGED = Verb("agreement.changed", N_("Agreement changed"))
SIGNED_VERB = Verb("agreement.signed", N_("Agreement signed"))
WITHDRAWN = Verb("agreement.signing_withdrawn", N_("Signing withdrawn"))
MOVED = Verb("agreement.moved", N_("Status of the agreement changed"))
OBLIGATION_DONE = Verb("agreement.obligation_done", N_("Obligation met"))
OBLIGATION_OPENED = Verb("agreement.obligation_reopened", N_("Obligation open again"))
REMINDED = Verb("agreement.reminded", N_("Reminded of the notice"))
ARCHIVED = Verb("agreement.archived", N_("Agreement archived"))
RESTORED = Verb("agreement.restored", N_("Agreement restored"))


def class_of(type: str) -> str:
    """`framework` or `commercial`; KeyError for an unknown type."""
    if type in FRAMEWORK_TYPES:
        return FRAMEWORK
    if type in COMMERCIAL_TYPES:
        return COMMERCIAL
    raise KeyError(type)


def was_signed(status: str) -> bool:
    """Whether an agreement in this state was ever signed."""
    return status in EVER_SIGNED


# ------------------------------------------------------------------ what must hold


@dataclass(frozen=True)
class PartyLine:
    """A party as INV-G1 sees it: its side, its name, how many sign for it; and whether somebody said that who does is
    not known."""

    side: str
    name: str
    signatories: int
    unknown: bool = False


def check_parties(parties: Sequence[PartyLine], field: str, signers: str) -> None:
    """Two parties or more, and somebody who signs for each, or is said not to be known (INV-G1). For signing.

    Refused beside `field` where a party is lacking, beside `signers` where a signer is.
    """
    if len(parties) < LEAST_PARTIES:
        raise Refused(Text("An agreement must be signed by at least two parties."), field=field)
    for sentence in nobody_signs(parties):
        raise Refused(sentence, field=signers)


def nobody_signs(parties: Sequence[PartyLine]) -> list[Text]:
    """A sentence about each party of whom nobody knows who signs, and nobody has said so."""
    return [
        Text("Nobody signs for %(side)s (%(name)s) yet.", side=Text(SIDE_NAMES[party.side]), name=party.name)
        for party in parties
        if not party.signatories and not party.unknown
    ]


class Version(Protocol):
    """The text in one language."""

    @property
    def language(self) -> str: ...
    @property
    def prevailing(self) -> bool: ...


def check_versions(versions: Collection[Version], *, equally_authentic: bool) -> None:
    """Of several language versions one prevails, or all are equally authentic (INV-G2)."""
    languages = [version.language for version in versions]
    if any(language not in LANGUAGES for language in languages):
        raise Refused(Text("Choose one from the list."), field="versions")
    if len(set(languages)) < len(languages):
        raise Refused(Text("Each language may appear only once here."), field="versions")
    prevailing = sum(version.prevailing for version in versions)
    if prevailing > 1:
        raise Refused(Text("Only one language version can prevail."), field="versions")
    if prevailing and equally_authentic:
        raise Refused(Text("Either one version prevails, or all are equally authentic."), field="equally_authentic")
    if len(languages) > 1 and not prevailing and not equally_authentic:
        raise Refused(
            Text("With several language versions, say which one prevails or that all are equally authentic."),
            field="versions",
        )


def check_dates(
    *,
    draft_on: date | None = None,
    signed_on: date | None,
    effective_on: date | None,
    expires_on: date | None,
    retroactive: bool,
) -> None:
    """Signed once it was drafted; effective from the signing on unless retroactive; it ends after that (INV-G3)."""
    if draft_on is not None and signed_on is not None and signed_on < draft_on:
        raise Refused(
            Text("The agreement was signed before the date of its draft. One of the two is wrong."), field="draft_on"
        )
    if signed_on is not None and effective_on is not None and effective_on < signed_on and not retroactive:
        raise Refused(
            Text("The agreement takes effect before it is signed. Tick “retroactive” if that is meant."),
            field="effective_on",
        )
    start = effective_on or signed_on
    if expires_on is not None and start is not None and expires_on <= start:
        raise Refused(Text("The agreement must expire after it takes effect."), field="expires_on")


class Ending(Protocol):
    """When an agreement ends unless it renews itself, and how many days before that somebody must have given notice."""

    @property
    def status(self) -> str: ...
    @property
    def expires_on(self) -> date | None: ...
    @property
    def auto_renewal(self) -> bool: ...
    @property
    def notice_days(self) -> int | None: ...


def notice_on(ending: Ending) -> date | None:
    """The last day for giving notice of what else renews itself; of what ends anyway there is none."""
    if ending.expires_on is None or not ending.notice_days or not ending.auto_renewal:
        return None
    return ending.expires_on - timedelta(days=ending.notice_days)


def deadline(ending: Ending) -> date | None:
    """By when somebody has to act: the notice date, else the end."""
    return notice_on(ending) or ending.expires_on


def is_expiring(ending: Ending, today: date, days: int = EXPIRING_DAYS) -> bool:
    """Whether a binding agreement has its deadline within `days` from today and has not ended yet."""
    if ending.status not in BINDING or ending.expires_on is None or ending.expires_on < today:
        return False
    by = deadline(ending)
    return by is not None and by <= today + timedelta(days=days)


def remind_on(ending: Ending, today: date) -> date | None:
    """The day on which somebody is to decide about a binding agreement; None while its notice is far, or is over."""
    last = notice_on(ending)
    if ending.status not in BINDING or last is None or not today <= last <= today + timedelta(days=EXPIRING_DAYS):
        return None
    return max(today, last - timedelta(days=DECIDED_BEFORE))


def next_statuses(status: str) -> tuple[str, ...]:
    """What an agreement in this state may become: one that is not signed yet another state before signing."""
    return TRANSITIONS.get(status, ()) if was_signed(status) else tuple(code for code in UNSIGNED if code != status)


def check_move(ending: Ending, status: str, today: date) -> None:
    """Refused off the path, for what is in force after its last day, and for what expires before that day."""
    onward = next_statuses(ending.status)
    if status not in onward:
        raise Refused(_off_the_path(ending.status, onward), field="state")
    if status == IN_FORCE and has_ended(ending.expires_on, ending.auto_renewal, today):
        raise Refused(Text("Its expiry date has passed. Change that date first."), field="state")
    if status == EXPIRED and ending.expires_on is not None and ending.expires_on >= today:
        raise Refused(
            Text(
                "It is valid until %(day)s and expires after that day. If it ends earlier, choose “Terminated”.",
                day=ending.expires_on,
            ),
            field="state",
        )


def _off_the_path(status: str, onward: Sequence[str]) -> Text:
    """A sentence that says how it stands, and what it may become."""
    names = [Text(STATUSES[code]) for code in onward]
    others = reduce(lambda first, second: Text("%(first)s / %(second)s", first=first, second=second), names)
    now = Text(STATUSES[status])
    if was_signed(status):
        return Text("Its status is “%(now)s”. From there it can become: %(others)s", now=now, others=others)
    return Text(
        "Its status is “%(now)s”. Before signing it can become: %(others)s. “Signed” is entered on its page.",
        now=now,
        others=others,
    )


def may_move(ending: Ending, status: str, today: date) -> bool:
    """Whether `check_move` lets it."""
    try:
        check_move(ending, status, today)
    except Refused:
        return False
    return True


def has_ended(expires_on: date | None, auto_renewal: bool, today: date) -> bool:  # a column's value
    """Whether the last day has passed; what renews by itself goes on."""
    return expires_on is not None and expires_on < today and not auto_renewal
