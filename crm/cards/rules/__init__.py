"""The tables of cards: sides, directions, sources, pictures that are taken; and what a card's text says."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.cards.rules.reading import CardDraft, read
from crm.contacts.rules import REGIONS, guess_language
from crm.core.cleaning import to_ascii_forms
from crm.core.pictures import KEPT_EDGE, LARGEST, THUMBNAIL_EDGE, is_heic
from crm.core.texts import N_

FRONT: Final = "front"
BACK: Final = "back"
SIDES: Final = {FRONT: N_("Front"), BACK: N_("Back")}
BOTH: Final = "both"
DIRECTIONS: Final = {
    BOTH: N_("Both cards"),
    "received": N_("Theirs only"),
    "given": N_("Ours only"),
}
#: How we came to know someone.
SOURCES: Final = {
    "introduction": N_("Introduced by someone"),
    "mission": N_("On a mission"),
    "fair": N_("At a fair"),
    "event": N_("At a meeting or seminar"),
    "inquiry": N_("They asked us"),
    "approach": N_("We asked them"),
    "predecessor": N_("Taken over from a predecessor"),
    "other": N_("Other"),
}

#: +86 433 … and li@example.com.cn, www.example.kr/en.
_COUNTRY: Final = re.compile(r"^\+(?P<code>81|86|82|7)|\.(?P<end>jp|cn|kr|ru)(?=[/:?]|$)")
_ENDS: Final = {"jp": "JP", "cn": "CN", "kr": "KR", "ru": "RU", "81": "JP", "86": "CN", "82": "KR", "7": "RU"}

#: Characters of recognised text that are kept of one side.
TEXT_LIMIT: Final = 4000
#: Languages as the reader of pictures calls them.
READER_LANGUAGES: Final = {"ja": "jpn", "zh-Hans": "chi_sim", "ko": "kor", "en": "eng"}

UPLOADED = Verb("card.uploaded", N_("Business card photographed"))
READ = Verb("card.read", N_("Business card read"))
ATTACHED = Verb("card.attached", N_("Business card saved with a person"))
TAKEN_OVER = Verb("card.taken_over", N_("Added from a business card"))
ARCHIVED = Verb("card.archived", N_("Business card archived"))
RESTORED = Verb("card.restored", N_("Business card restored"))
DISCARDED = Verb("card.discarded", N_("Draft of a business card discarded"))
EXCHANGED = Verb("card_exchange.added", N_("Exchange of cards recorded"))
EXCHANGE_ARCHIVED = Verb("card_exchange.archived", N_("Exchange of cards archived"))
EXCHANGE_RESTORED = Verb("card_exchange.restored", N_("Exchange of cards restored"))
MET = Verb("acquaintance.changed", N_("How we met changed"))


def is_outdated(received_on: date | None, post_from: date | None) -> bool:
    """Whether a card is older than the post held now: it says where someone was, and must not roll the post back.

    A card without a date, or a post that began nobody knows when, tells nothing: the card counts.
    """
    return received_on is not None and post_from is not None and received_on < post_from


def reader_languages(language: str, installed: frozenset[str]) -> str:
    """The languages to recognise, as the reader takes them (`chi_sim+eng`); "" when none of them is installed.

    A card in a known language is read in that and in English, for the addresses; else in all four.
    """
    wanted = (language, "en") if language in READER_LANGUAGES else tuple(READER_LANGUAGES)
    return "+".join(dict.fromkeys(READER_LANGUAGES[tag] for tag in wanted if READER_LANGUAGES[tag] in installed))


def country_of(language: str, ways: Iterable[str], name: str) -> str:
    """The country of the organisation that a card names: by the language of the card, else by a number with its country
    code or the end of an address, else as the name is written; Japan where nothing tells."""
    if known := REGIONS.get(language):
        return known
    told = [found for way in ways if (found := _COUNTRY.search(to_ascii_forms(way).lower().strip()))]
    if told:
        best = min(told, key=lambda found: found["code"] is None)
        return _ENDS[best["code"] or best["end"]]
    return REGIONS.get(guess_language(name)) or "JP"
