"""The papers that are printed at once: which there are, and what a printing is called in the log."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_, Text

CALL: Final = "call"
LIST: Final = "list"
BADGES: Final = "badges"
TENTS: Final = "tents"
FORM: Final = "form"
PROGRAMME: Final = "programme"

KINDS: Final[dict[str, str]] = {
    CALL: N_("Call for participants"),
    LIST: N_("Delegation list"),
    BADGES: N_("Badges"),
    TENTS: N_("Name tents"),
    FORM: N_("Application form"),
    PROGRAMME: N_("Programme of each company"),
}
#: Say nothing without a delegate.
ABOUT_DELEGATES: Final = (LIST, BADGES, TENTS, PROGRAMME)
#: Of missions in which guests come to us: nobody of ours is called to take part.
NOT_INBOUND: Final = frozenset({CALL})
HINTS: Final[dict[str, str]] = {
    CALL: N_("For companies that might come: purpose, programme, fee, places, deadline and how to apply."),
    LIST: N_("For the hosts, in their language: number, name, company, title and part. No telephone, no birth date."),
    BADGES: N_(
        "Eight on a sheet of A4, with a code that a phone reads: name, company and title, no number. The last sheet is "
        "filled up with empty ones."
    ),
    TENTS: N_("One a sheet of A4, folded across: own script on one side, the hosts' on the other."),
    FORM: N_("Empty, to be filled in by hand."),
    PROGRAMME: N_("For each company of the delegation: its items, who attends them, and its talks at the tables."),
}
PRINTED: Final = {
    CALL: Verb("handout.call_printed", N_("Call for participants printed")),
    LIST: Verb("handout.list_printed", N_("Delegation list printed")),
    BADGES: Verb("handout.badges_printed", N_("Badges printed")),
    TENTS: Verb("handout.tents_printed", N_("Name tents printed")),
    FORM: Verb("handout.form_printed", N_("Application form printed")),
    PROGRAMME: Verb("handout.programme_printed", N_("Programmes of companies printed")),
}
#: What language the hosts of a country read; elsewhere the mission is introduced in English.
HOST_LANGUAGES: Final = {"CN": "zh-Hans", "KR": "ko", "JP": "ja"}


def hindrance(kind: str, *, delegates: int, is_planned: bool) -> Text | None:
    """Why a paper would say nothing: nobody goes, or the programme has no items yet. None where it can be printed."""
    if kind in ABOUT_DELEGATES and not delegates:
        return Text("Nobody is accepted yet.")
    if kind == PROGRAMME and not is_planned:
        return Text("The itinerary has no items yet.")
    return None


def kinds_for(direction: str) -> dict[str, str]:
    """{kind: label} of the papers that a mission of a direction has."""
    return {kind: label for kind, label in KINDS.items() if direction != "inbound" or kind not in NOT_INBOUND}


def host_language(country: str) -> str:
    """The language in which a country's hosts are handed a list."""
    return HOST_LANGUAGES.get(country, "en")


def size_class(text: str, *, wide: bool) -> str:
    """How large a name can stand: Han, kana and hangul (`wide`) fill twice the room of a Latin letter."""
    room = len(text) * (2 if wide else 1)
    if room <= 10:
        return "huge"
    return "large" if room <= 20 else "plain"
