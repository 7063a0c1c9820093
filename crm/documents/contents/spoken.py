"""Who speaks a greeting and whom it welcomes, as its text in a language names them."""

from typing import Final

from markupsafe import Markup, escape

from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core.languages import Language
from crm.core.scripts import Script, script_of
from crm.documents import rules
from crm.documents.contents.briefing import Briefing
from crm.documents.contents.visits import guest_bodies
from crm.office import queries as offices
from crm.places.rules import Shown

#: What nobody has told yet is written by hand.
BLANK: Final = "＿＿＿＿"
#: A greeting that names more bodies than these reads like a list: it names the one that sends them.
MOST_BODIES: Final = 4
#: {language: (between names, before the last)}
#: The one that sends them, and that others come along.
_WITH_OTHERS: Final = {
    "ja": "{}をはじめ各団体",
    "zh-Hans": "{}等各单位",
    "ko": "{} 등 각 단체",
    "en": "{} and its partners",
}
_JOINED: Final = {"ja": ("、", "、"), "zh-Hans": ("、", "和"), "ko": (", ", ", "), "en": (", ", " and ")}


def speech(content: Briefing, occasion: str, language: str, *, ours: str, place: str) -> list[Markup]:
    """The paragraphs of a speech at a mission in a language, every name in it as the document writes it."""
    lines = rules.speech(
        occasion, language, ours=escape(ours), place=escape(place), head=escape(speaker(content, language)),
        guests=escape(guests(content, language)), met_before=content.met_before,
    )  # fmt: skip
    return [Markup(line) for line in lines]  # noqa: S704  # our own sentences; the names are escaped


def _marked(name: Shown, language: str) -> str:
    """A name within a sentence in a language."""
    if name.language == language:
        return name.text
    return Markup('<span lang="{}">{}</span>').format(name.language, name.text)


def speaker(content: Briefing, language: str) -> str:
    """Whoever receives guests with their title, or the head of the delegation; a blank where nobody is known."""
    head = content.facts.head
    if content.facts.activity.direction != "inbound":
        return _person(head.person, language) if head is not None else BLANK
    office = offices.current()
    person = contacts.colleagues().get("".join(office.head_name.split()))
    name = _person(person, language) if person is not None else office.head_name or BLANK
    title = office.head_title(language)
    if language == Language.EN:
        return Markup(", ").join(filter(None, (name, title)))
    between = Markup("") if language == Language.ZH else Markup(" ")
    return between.join(filter(None, (title, name)))


def guests(content: Briefing, language: str) -> str:
    """The bodies whose people come, whoever sends them first; a blank where none is known."""
    sender = content.facts.activity.sender_organisation
    found = guest_bodies(content.facts)
    many = len(found) > MOST_BODIES and sender is not None
    named = [sender] if many and sender is not None else found
    names = [escape(_marked(contacts.written(body, language).name, language)) for body in named]
    if many:
        return Markup(_WITH_OTHERS[language]).format(names[0])  # noqa: S704  # our own words
    between, last = map(Markup, _JOINED[language])
    return last.join(filter(None, (between.join(names[:-1]), names[-1]))) if names else BLANK


def _person(person: Person, language: str) -> str:
    """As it is said aloud: in the form of the language, or as the document writes it in one script its speakers read.

    Chinese speakers say 田邉俊夫 from the characters that stand on the cover, too, Korean ones 다나베 도시오; letters
    beside them are for the eye.
    """
    name, reading = contacts.spoken(person, language)
    wide = language in (Language.JA, Language.ZH)
    han = script_of(name.text) is Script.HAN
    # Within a sentence nothing parts 田邉俊夫.
    text = _marked(Shown("".join(name.text.split()) if wide and han else name.text, name.language), language)
    if language == Language.ZH and han:
        return text
    if language == Language.KO and han and (sounds := contacts.in_hangul(person)):
        return sounds
    if reading is None:
        return text
    return Markup("{}（{}）" if wide else "{} ({})").format(text, reading.text)  # noqa: S704  # brackets alone
