"""Of what kind the meeting is that is logged from an item of the programme."""

import re

#: {kind of an item: kind of the meeting (meetings.rules.MEETING_KINDS) logged from it}; of the others its title tells.
TALK_KINDS: dict[str, str] = {
    "courtesy_call": "courtesy_call",
    "leaders_talks": "courtesy_call",
    "matching": "business_talk",
    "conference": "other",
    "seminar": "other",
    "signing": "signing",
    "ceremony": "other",
    "reception": "reception",
    "meal": "reception",
}
#: What titles say, the first that fits: it may be the works that are looked at, or the heads who meet.
_TITLES = (
    ("factory_visit", r"工場|工厂|廠|공장|視察|见学|見学|考察|参观|시찰|견학|\b(factory|plant|mill|inspection)\b"),
    ("courtesy_call", r"表敬|首脳|会談|拜会|会见|首脑|예방|회담|\b(courtesy call|leaders|summit)\b"),
    ("business_talk", r"商談|商谈|洽谈|상담|\b(business|negotiations?)\b"),
)


def talk_kind(kind: str, title: str) -> str:
    """The kind of the meeting that is logged from an item of `kind`; "" where nothing tells it: then it is asked.

    A guess, which the form of the meeting shows. A talk is counted where it is one of business: that nobody guesses.
    """
    told = (code for code, words in _TITLES if re.search(words, title, re.IGNORECASE))
    return TALK_KINDS.get(kind) or next(told, "")


#: At these nobody is met, unless an organisation is named.
_UNMET = frozenset({"internal", "flight", "transfer", "hotel", "free"})


def meets(kind: str, organisation_id: int | None) -> bool:
    """Whether a meeting may be logged from an item of this kind."""
    return organisation_id is not None or kind not in _UNMET
