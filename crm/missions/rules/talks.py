"""Of what kind the meeting is that is logged from an item of the programme."""

import re

#: {kind of an item: kind of the meeting (meetings.rules.MEETING_KINDS) logged from it}; others: a business talk.
TALK_KINDS: dict[str, str] = {
    "courtesy_call": "courtesy_call",
    "conference": "other",
    "seminar": "other",
    "signing": "signing",
    "ceremony": "other",
    "reception": "reception",
    "meal": "reception",
}
#: A visit is a business talk, unless its title says that it is the works that are looked at.
_WORKS = re.compile(r"工場|工厂|廠|공장|\bfactory\b|\bplant\b|\bmill\b", re.IGNORECASE)


def talk_kind(kind: str, title: str) -> str:
    """The kind of the meeting that is logged from an item of `kind`: a guess, which the form of the meeting shows."""
    if kind == "visit" and _WORKS.search(title):
        return "factory_visit"
    return TALK_KINDS.get(kind, "business_talk")


#: At these nobody is met, unless an organisation is named.
_UNMET = frozenset({"internal", "flight", "transfer", "hotel", "free"})


def meets(kind: str, organisation_id: int | None) -> bool:
    """Whether a meeting may be logged from an item of this kind."""
    return organisation_id is not None or kind not in _UNMET
