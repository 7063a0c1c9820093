"""How an organisation or a person is written: the name's own script first, other forms in a fixed order.

Everything here needs the record's names (and for titles the affiliations) loaded, and asks no database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.contacts import rules
from crm.contacts.models import Affiliation, Organisation, OrganisationName, Person, PersonName
from crm.core.languages import Language
from crm.core.names import Script, script_of
from crm.core.scripts import is_unreadable
from crm.places.rules import Shown

PINYIN = "zh-Latn"
#: Kinds of names by which readers of a language see an organisation, the first that there is.
SHOWN_KINDS = ("legal", "trade", "short")
#: Which forms of a person's name stand for the name in a reader's language, best first.
_FORMS = {
    "ko": ("hangul_yanbian", "hangul_rok"),
    "en": ("latin_business", "latin_passport", "pinyin"),
}


#: Forms of a name that are Japanese readings.
_READINGS = ("kana", "ja_reading")
#: Whose readers know Han characters.
_HAN_READERS = (Language.ZH, Language.JA, Language.KO)
#: Forms that a paper of today does not print.
_PAST = ("former", "nickname")


@dataclass(frozen=True)
class ListedPerson:
    """A person of a long list: what a name and a post are told from, as plain rows instead of records."""

    id: int
    names: Sequence[Any]
    affiliations: Sequence[Any] = ()


@dataclass(frozen=True)
class ListedOrganisation:
    """An organisation of a long list: its names as plain rows."""

    id: int
    names: Sequence[Any]


#: What has names: a record, or what a list keeps of one.
AnyPerson = Person | ListedPerson
Named = Organisation | ListedOrganisation | AnyPerson


def own_name(record: Named) -> Shown:
    """The name in its owner's script: a person's as on the card, an organisation's primary one."""
    if isinstance(record, AnyPerson):
        primary = _primary(record)
        return Shown(primary.full, primary.language) if primary else Shown(f"#{record.id}", "en")
    main = next((name for name in record.names if name.is_primary), None)
    return Shown(main.text, main.language) if main else Shown(f"#{record.id}", "en")


def addressed(person: Person, post: str = "") -> Shown:
    """The name on the card with what one says to its owner, as letters and packs for a visit write it.

    `post` is the department and title, in the language of the card.
    """
    own = own_name(person)
    return Shown(rules.addressed(own.text, own.language, person.salutation, post), own.language)


def display_name(record: Named, language: str) -> Shown:
    """The name for a reader of `language` when there is a form in it, else the owner's own; says which it is."""
    return _display_name(record, own_name(record), language)


def _display_name(record: Named, own: Shown, language: str) -> Shown:
    if own.language == language:
        return own
    if isinstance(record, AnyPerson):
        for kind in _FORMS.get(language, ()):
            for name in record.names:
                if name.kind == kind:
                    return _form(name)
        return own
    for kind in SHOWN_KINDS:
        for row in record.names:
            if row.kind == kind and row.language == language:
                return Shown(row.text, row.language)
    return own


def read_as(person: Person, language: str) -> Shown | None:
    """The name as a reader of a language reads it: the form that was entered for it, else, for readers of Chinese,
    Japanese and Korean, the Han form as it was entered. None when there is neither.

    Nobody's name is written with characters that they do not write it with: 龙 stays, though Japan prints 竜.
    """
    own, shown = own_name(person), display_name(person, language)
    if own.language == language or shown != own:
        return shown
    kana = next((form for form in alt_names(person) if script_of(form.text) is Script.KANA), None)
    if language == Language.JA and kana is not None:
        return kana
    if language not in _HAN_READERS:
        return None
    rows = [own, *(Shown(name.full, name.language) for name in person.names if name.kind not in _PAST)]
    return next((row for row in rows if script_of(row.text) is Script.HAN), None)


def alt_names(record: Named) -> list[Shown]:
    """The other forms under a name, always in this order: reading, hangul, Latin letters. Absent ones are left out."""
    return face(record)[1]


def face(record: Named) -> tuple[Shown, list[Shown]]:
    """The name in its owner's script and the other forms under it."""
    own = own_name(record)
    own_script = script_of(own.text)
    forms = _person_forms(record) if isinstance(record, AnyPerson) else _organisation_forms(record)
    found: dict[str, Shown] = {}
    for form in forms:
        if form is not None and form.text != own.text and script_of(form.text) is not own_script:
            found.setdefault(form.text, form)
    return own, list(found.values())


def gloss(record: Named, reader: str) -> Shown | None:
    """What a list writes beside `display_name` for who cannot read it; None for who can, or without."""
    shown = display_name(record, reader)
    return gloss_of(shown, face(record)[1], reader) if is_unreadable(shown.text, reader) else None


def listed_forms(record: Named, own: Shown, forms: Sequence[Shown], reader: str) -> tuple[Shown, tuple[Shown, ...]]:
    """The name for a reader, as `display_name` has it, and below it the name of its owner where that is another, with
    the other forms that the reader has a use for. `own` and `forms` are the face of the record."""
    name = _display_name(record, own, reader)
    return name, tuple(form for form in (own, *forms) if form.text != name.text and is_told(form, own, reader))


def is_told(form: Shown, own: Shown, reader: str) -> bool:
    """Kana is a reading for Japanese readers alone; whose name is kana has it as their own."""
    script = script_of(form.text)
    return script is not Script.COMMON and (script is not Script.KANA or reader == Language.JA or form == own)


def gloss_of(own: Shown, forms: Iterable[Shown], reader: str) -> Shown | None:
    """The same for a name and its other forms: the reader's own language first."""
    if not is_unreadable(own.text, reader):
        return None
    known = [form for form in forms if not is_unreadable(form.text, reader)]
    return next((form for form in known if form.language == reader), next(iter(known), None))


def _person_forms(person: AnyPerson) -> list[Shown | None]:
    first: dict[str, Shown] = {}  # of each kind
    written, told = [], []  # readings: as forms of their own, and beside a name
    for name in person.names:
        kind = name.kind
        form = _form(name)
        first.setdefault(kind, form)
        if kind in _READINGS:
            written.append(form)
        if name.reading:
            told.append(Shown(name.reading, _reading_language(name)))
    readings = written + told
    kana = next((form for form in readings if script_of(form.text) is Script.KANA), None)
    pinyin = next((form for form in readings if form.language == PINYIN), None) or first.get("pinyin")
    hangul = first.get("hangul_yanbian") or first.get("hangul_rok")
    latin = first.get("latin_business") or first.get("latin_passport")
    return [kana or pinyin, hangul, latin or pinyin]


def _form(name: Any) -> Shown:
    """A form of a name. That of the passport, in capitals, shows which is the family name: TANABE Toshio."""
    text = name.full
    if name.kind == "latin_passport" and text.isupper():
        # The rows of some lists have no parts of a name; in a passport the family name stands first.
        family = getattr(name, "family", "") or text.partition(" ")[0]
        text = family + text.removeprefix(family).title()
    return Shown(text, PINYIN if name.kind == "pinyin" else name.language)


def _organisation_forms(organisation: Organisation | ListedOrganisation) -> list[Shown | None]:
    names = [name for name in organisation.names if name.kind not in ("former", "search")]
    reading = [Shown(name.reading, _reading_language(name)) for name in names if name.reading]
    hangul = [Shown(n.text, n.language) for n in names if script_of(n.text) is Script.HANGUL]
    latin = [Shown(n.text, n.language) for n in names if script_of(n.text) is Script.LATIN]
    return [_first(reading), _first(hangul), _first(latin)]


def has_reading(person: AnyPerson) -> bool:
    """Whether anyone can tell how to pronounce the name: a reading, kana or pinyin is there."""
    return any(n.reading or n.kind in _READINGS or n.kind == "pinyin" for n in person.names)


def snapshot_name(person: AnyPerson) -> str:
    """The name to freeze into a report: as on the card today."""
    return own_name(person).text


def current_affiliation(person: AnyPerson, on: date) -> Affiliation | None:
    """The post a person holds on a day: the primary one, else the highest ranked, else the latest begun.

    One that they left for another, nobody knows when, goes before the other one, whose beginning nobody knows either.
    """
    held = [a for a in person.affiliations if rules.is_current(a.from_date, a.to_date, on)]
    if len(held) < 2:
        return next(iter(held), None)
    return min(
        held,
        key=lambda a: (
            a.end_known,
            not a.is_primary,
            rules.rank_of(a.title_rank, a.title),
            -(a.from_date or date.min).toordinal(),
            a.id,
        ),
    )


def current_title(person: Person, on: date) -> str:
    """Department and title of the post held on a day, as on the card; "" without a post."""
    post = current_affiliation(person, on)
    return title_of(post) if post else ""


def title_of(post: Affiliation) -> str:
    """Department and title in one line."""
    return rules.post_line(post.department, post.title)


def _primary(person: AnyPerson) -> PersonName | None:
    for name in person.names:
        if name.kind == rules.PRIMARY:
            found: PersonName = name
            return found
    return None


def _reading_language(name: PersonName | OrganisationName) -> str:
    """A reading is kana or hangul of its script's language, or pinyin of a Chinese name."""
    script = script_of(name.reading)
    if script is Script.KANA:
        return "ja"
    if script is Script.HANGUL:
        return "ko"
    return PINYIN if name.language == "zh-Hans" else name.language


def _first(found: Iterable[Shown]) -> Shown | None:
    return next(iter(found), None)
