"""Processing records: on what the data of people rest, what they answered, and what follows from it (DP-1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from crm.activities.rules import GOING as GOING
from crm.audit.rules import Verb
from crm.contacts.rules.consents import BLOCKING as BLOCKING
from crm.contacts.rules.consents import (
    GIVEN,
    KEEP,
    MAKERS,
    MISSION,
    NEWSLETTER,
    NOT_ASKED,
    PARTNERS,
    PHOTO,
    REFUSED,
    UNTICKED,
    WITHDRAWN,
)
from crm.contacts.rules.consents import SCOPES as SCOPES
from crm.contacts.rules.consents import STANDINGS as STANDINGS
from crm.core.texts import N_, Text
from crm.places.rules import Shown

RECORDED = Verb("privacy.recorded", N_("Processing record added"))
RECORDED_FOR_ALL = Verb("privacy.recorded_for_all", N_("Processing recorded for a mission"))
TICKED = Verb("privacy.ticked", N_("Consent of a visitor taken over from the booth"))
MISTAKEN = Verb("privacy.mistaken", N_("Processing record marked as a mistake"))

DECIDED = Verb("privacy.decided", N_("Decided that papers name somebody who said no"))

PROVIDED = Verb("privacy.provided", N_("Provision to a third party noted"))

#: The law that holds for somebody, by where they are.
REGIMES: Final[dict[str, str]] = {
    "JP": N_("Japan (APPI)"),
    "CN": N_("China (PIPL)"),
    "KR": N_("Korea (PIPA)"),
    "other": N_("Another country"),
    "": N_("Not known"),
}
PURPOSES: Final[dict[str, str]] = {
    "contact": N_("Contact and follow-up"),
    "mission": N_("Missions, fairs and meetings"),
    "introduction": N_("Introducing business partners"),
    "news": N_("Newsletters and invitations"),
    "publicity": N_("Reports and publicity"),
    "duty": N_("Accounting and legal duties"),
}
CARD, CONSENT, CONTRACT, PUBLIC, DUTY, PARTICIPATION = (
    "card_exchange", "consent", "contract", "public_source", "legal_duty", "participation",
)  # fmt: skip
#: On what the processing rests.
BASES: Final[dict[str, str]] = {
    CARD: N_("Card exchange (presumed)"),
    CONSENT: N_("Consent"),
    CONTRACT: N_("Contract"),
    PUBLIC: N_("Public source"),
    DUTY: N_("Legal duty"),
    PARTICIPATION: N_("Participation in a mission"),
}
#: Those that are recorded by hand: participation is recorded for a whole mission.
TOLD_BASES: Final = {code: label for code, label in BASES.items() if code != PARTICIPATION}
#: What may be given on a basis; a card or a public source carries no sharing.
CARRIED_BY: Final[dict[str, frozenset[str]]] = {
    KEEP: frozenset(BASES),
    MAKERS: frozenset({CONSENT, CONTRACT, DUTY, PARTICIPATION}),
    PARTNERS: frozenset({CONSENT, CONTRACT, DUTY, PARTICIPATION}),
    NEWSLETTER: frozenset({CONSENT, CONTRACT}),
    PHOTO: frozenset({CONSENT, CONTRACT}),
}
#: What participation gives: for the papers of that mission and no others.
BY_PARTICIPATION: Final = (KEEP, MAKERS, PARTNERS)
#: Where participation counts for its own mission only.
BOUND: Final = frozenset({MAKERS, PARTNERS})
DELEGATE, HOST, NAMED = "delegate", "host", "named"
#: As what the papers of a mission name somebody.
PARTS: Final[dict[str, str]] = {
    DELEGATE: N_("Delegate"),
    HOST: N_("Receives us"),
    NAMED: N_("Named in the programme"),
}
#: Ways of giving data to others, of which each waits for its own decision.
SHARING: Final = (MAKERS, PARTNERS)
#: Neither a yes that counts everywhere nor a no.
UNSAID: Final = frozenset({NOT_ASKED, UNTICKED, MISSION})
#: What somebody says to a scope, as it is recorded by hand.
SAID: Final[dict[str, str]] = {code: STANDINGS[code] for code in (GIVEN, REFUSED, WITHDRAWN)}
#: The same, and a tick that they were shown and left empty; "" where the record says nothing of it.
ANSWERS: Final[dict[str, str]] = SAID | {UNTICKED: STANDINGS[UNTICKED]}
#: Where nobody noted on what it rests.
NO_GROUND: Final = N_("Not noted")
#: On what it rests that the data of somebody were given: a basis, or how they stood where there was none.
GROUNDS: Final[dict[str, str]] = BASES | {code: label for code, label in STANDINGS.items() if code != GIVEN}
OUT, IN = "out", "in"
#: Of a provision (DP-4).
DIRECTIONS: Final[dict[str, str]] = {OUT: N_("Given to others"), IN: N_("Received from outside")}
#: Where nobody who was not asked is taken along: this needs a yes of their own (DP-3). Papers of a mission have their
#: own rule.
NEEDS_YES: Final = frozenset({PARTNERS, NEWSLETTER})
OTHER_LIMIT, ITEMS_LIMIT = 200, 500
WAYS: Final[dict[str, str]] = {
    "in_person": N_("In person"),
    "paper": N_("On a slip of paper"),
    "booth": N_("At our booth, on a phone"),
    "mail": N_("By e-mail or message"),
    "phone": N_("By telephone"),
    "form": N_("By a form on the web"),
    "registration": N_("With the registration for a mission"),
    "published": N_("From a publication"),
}
SILENT, STOPPED = "do_not_contact", "use_stopped"
#: Marks on a person that say no by themselves.
MARKS: Final[dict[str, str]] = {SILENT: N_("Do not contact"), STOPPED: N_("Stop of use")}
#: Why what came from the booth is put aside by itself.
ANOTHERS: Final = N_("The lead was matched to somebody else.")
#: Of those for whom something waits, how many a sentence names.
MOST_NAMED: Final = 10
NOTICE_LIMIT, NAME_LIMIT, NOTE_LIMIT, REASON_LIMIT = 40, 120, 1000, 300


def regime_of(country: str) -> str:
    """The law that holds for somebody in a country; "" where nobody knows which country that is."""
    return country if country in REGIMES else "other"


@dataclass(frozen=True)
class Said:
    """One record as far as it decides: `answers` are {scope: answer} of those that it says something of."""

    id: int
    on: date
    basis: str
    activity_id: int | None
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Consent:
    """How somebody stands to a scope, since when and on what; of whom nobody asked there is no record."""

    code: str
    on: date | None = None
    basis: str = ""
    record_id: int | None = None
    mark: str = ""  #: one of MARKS, where no record says it but a mark on the person

    @property
    def blocks(self) -> bool:
        """Whether the data must stay here."""
        return self.code in BLOCKING


UNASKED: Final = Consent(NOT_ASKED)


def standing(scope: str, records: Iterable[Said], *, activity_id: int | None = None) -> Consent:
    """How a person stands to a scope, from all their records: what they said themselves, else their part in a mission,
    else a tick that they left empty; of each the latest holds, by its day, then by its number.

    What rests on participation gives sharing for its mission only: with `activity_id` for the papers of that one.
    """
    own = part = empty = elsewhere = UNASKED
    for said in sorted(records, key=lambda each: (each.on, each.id)):
        answer = said.answers.get(scope, "")
        if not answer:
            continue
        if answer == UNTICKED:
            empty = Consent(answer, said.on, said.basis, said.id)
        elif said.basis != PARTICIPATION or answer != GIVEN:
            own = Consent(answer, said.on, said.basis, said.id)
        elif scope not in BOUND or said.activity_id == activity_id:
            part = Consent(answer, said.on, said.basis, said.id)
        else:
            elsewhere = Consent(MISSION, said.on, said.basis, said.id)
    return next((found for found in (own, part, empty, elsewhere) if found is not UNASKED), UNASKED)


def hindrance(scope: str, standings: Mapping[str, Consent]) -> Consent | None:
    """What keeps the data of somebody from being shared so: their no to it, or to our keeping them at all."""
    return next((standings[each] for each in (scope, KEEP) if standings[each].blocks), None)


def wanted(scope: str, *, abroad: bool) -> str:
    """The scope to which a yes counts where data go so: what a maker abroad gets leaves our country as it does for a
    partner there."""
    return PARTNERS if scope == MAKERS and abroad else scope


def ground(standing: Consent) -> str:
    """On what it rests that somebody's data were given: one of GROUNDS, "" where a yes names no basis."""
    return standing.basis if standing.code == GIVEN else standing.code


def grounds_told(grounds: Mapping[str, int], basis: str) -> list[tuple[str, int]]:
    """[(on what it rests in words, for how many, 0: for all)] of a provision: never empty."""
    if not grounds:
        return [(BASES[basis] if basis else NO_GROUND, 0)]
    several = len(grounds) > 1
    order = [*GROUNDS, ""]
    found = sorted(grounds.items(), key=lambda each: order.index(each[0]))
    return [(GROUNDS.get(code, NO_GROUND), number if several else 0) for code, number in found]


def told(names: Sequence[Shown]) -> str:
    """Names in a sentence, of many the first."""
    return ", ".join(name.text for name in names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")


def marked(scope: str, standing: Consent, *, do_not_contact: bool, stopped: bool) -> Consent:
    """The same beside the marks on a person, which nobody needs to answer a second time, whatever was given before:
    “Do not contact” stops newsletters; a stop of use (DP-9) all but keeping, and no decision goes past it."""
    if stopped and scope != KEEP:
        return Consent(REFUSED, mark=STOPPED)
    if scope == NEWSLETTER and do_not_contact and not standing.blocks:
        return Consent(REFUSED, mark=SILENT)
    return standing


def problems(basis: str, answers: Mapping[str, str], *, do_not_contact: bool) -> dict[str, Text]:
    """{field: what is wrong} of a record that is to be added."""
    found: dict[str, Text] = {}
    if not any(answers.values()):
        found[KEEP] = Text("Say what was answered to at least one of them.")
    given = [scope for scope, answer in answers.items() if answer == GIVEN]
    if given and not basis:
        found["basis"] = Text("Say on what it rests.")
    for scope in given:
        if basis and basis not in CARRIED_BY[scope]:
            found[scope] = Text("This needs more than that basis: consent or a contract.")
    if do_not_contact and NEWSLETTER in given:
        found[NEWSLETTER] = Text(
            "This person is marked “Do not contact”. Take that mark off first, if they want to hear from you again."
        )
    return found
