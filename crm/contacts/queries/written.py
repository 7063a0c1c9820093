"""How a document writes a name: one form for each organisation, person, place and our own office, whatever the paper.

In a document of a language a name stands in that language where it is stored, else in its own script with the reading
that readers of the language need. Every kind of document asks here; nothing else chooses between the forms of a name.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from crm.contacts import rules
from crm.contacts.models import Organisation, Person
from crm.contacts.queries import ours
from crm.contacts.queries.display import PINYIN, Named, addressed, alt_names, display_name, is_told, own_name
from crm.core.folding import fold_characters
from crm.core.hanja import han_language
from crm.core.languages import Language
from crm.core.names import without_marks
from crm.core.readings import is_continental, suggest_split
from crm.core.scripts import Script, is_unreadable, script_of, tongue
from crm.office import queries as offices
from crm.office.rules import Office
from crm.places.models import Place
from crm.places.rules import Shown, pick, written_name

#: In which scripts a reader can pronounce a foreign name, best first.
_READABLE: Final[dict[str, tuple[Script, ...]]] = {
    Language.JA: (Script.KANA, Script.LATIN),
    Language.ZH: (Script.LATIN,),
    Language.KO: (Script.HANGUL, Script.LATIN),
    Language.EN: (Script.LATIN,),
}
#: Of names in their own language Japanese readers alone need a reading, and in kana.
_NATIVE: Final[dict[str, tuple[Script, ...]]] = {Language.JA: (Script.KANA,)}

#: As many characters of a name tell whose it is.
SHORTENED: Final = 4


#: What papers say beside a form of a name that nobody told: politely enough for hosts and guests to read it.
_BY_SOUND: Final[dict[str, str]] = {
    Language.JA: "、推定",
    Language.ZH: "，音译",
    Language.KO: ", 음역",
    Language.EN: ", transliterated",
}


class GuessedName(Shown):
    """A form that nobody told: the letters of how a name sounds, which its owner may write otherwise."""

    __slots__ = ()


class DoubtedName(GuessedName):
    """The sound of kana where their owner is probably called otherwise."""

    __slots__ = ()


@dataclass(frozen=True)
class WrittenName:
    """A name as a document writes it."""

    name: Shown  #: the one form that stands wherever the name does
    reading: Shown | None  #: in a script that the reader pronounces; None when there is none or none is needed
    others: Sequence[Shown]  #: the remaining forms, the owner's own first: for lists that show them all
    polite: Shown  #: a person's name with what one says to its owner; any other name as it is
    own: Shown  #: as on the card, or as the place calls itself


def written(record: Organisation | Person | Place | Office, reader: str) -> WrittenName:
    """The name of a record for readers of a language. Needs its names loaded.

    The organisation that stands for our office among the contacts has the forms of the name that the office itself has.
    """
    if isinstance(record, Place):
        return _place(record, reader)
    if isinstance(record, Office):
        return _office(record, reader)
    own, name = own_name(record), display_name(record, reader)
    if isinstance(record, Organisation):
        own, name = _in_its_characters(own), _in_its_characters(name)
    own_office = _ours(record)
    office = own_office if name.language != reader else None
    if own_office is not None and own_office.named(reader).language == reader:
        name = Shown(*own_office.named(reader))
    stored = name.language == reader or name != own
    known = [*_forms(record, own, name), *(_office_forms(office) if office is not None else ())]
    forms = [form for form in known if form.text != name.text]
    scripts = _NATIVE.get(reader, ()) if stored else _READABLE[reader]
    reading = _read(name, forms, scripts, own.language, spelled=isinstance(record, Person))
    if reading is not None and reading not in forms and isinstance(record, Person) and sounds_elsewhere(record):
        reading = None if reader == Language.ZH else DoubtedName(*reading)
    if (
        reading is None
        and isinstance(record, Person)
        and script_of(name.text) is Script.HANGUL
        and Script.LATIN in scripts
    ):
        reading = _in_letters(record)
    if isinstance(record, Person) and reader == Language.EN and reading is not None and reading.language == PINYIN:
        reading = _as_printed(reading)
    others = _once((form for form in forms if form is not reading and is_told(form, own, reader)), reading)
    polite = _polite(record, own, name, reader) if isinstance(record, Person) else name
    return WrittenName(name, reading, others, polite, own)


def _in_its_characters(name: Shown) -> Shown:
    """A name with the language whose characters it is written in, also where it was entered as of the other one: 辺 and
    際 of a body in China stand in no Chinese paper as Chinese. People write their names as they do.
    """
    written_in = han_language(name.text) if name.language in (Language.JA, Language.ZH) else ""
    return Shown(name.text, written_in) if written_in not in ("", name.language) else name


def kept(record: Organisation | Person, snapshot: str, reader: str) -> Shown:
    """A name that was frozen when it was noted: as documents write the record, unless it has been renamed since."""
    own = own_name(record)
    return written(record, reader).name if snapshot in ("", own.text) else Shown(snapshot, own.language)


def spoken(record: Person, reader: str, snapshot: str = "") -> tuple[Shown, Shown | None]:
    """(name, reading) of somebody as a document names them once: read beside only where its readers cannot read it.

    Japanese readers know the characters of 欧阳华, and not how they are said.
    """
    form, name = written(record, reader), kept(record, snapshot, reader)
    foreign = reader == Language.JA and form.own.language != reader and script_of(name.text) is Script.HAN
    return name, form.reading if name == form.name and (foreign or is_unreadable(name.text, reader)) else None


def beside(record: Organisation | Person | Place | Office, reader: str) -> Shown | None:
    """What stands beside the name of a record whose script its readers cannot read: 강원동해무역 (Gangwon Donghae).

    Its reading, else a form of it that is stored in a script of theirs; None where they need none, or there is none.
    """
    form = written(record, reader)
    if not is_unreadable(form.name.text, reader):
        return None
    named = record.names if isinstance(record, Organisation) else ()
    stored = [Shown(row.text, row.language) for row in named if row.kind not in ("former", "search")]
    known = [each for each in stored if not is_unreadable(each.text, reader)]
    # 江原東海貿易 tells Chinese readers more than the letters of its sound.
    han = (each for each in known if reader == Language.ZH and script_of(each.text) is Script.HAN)
    return next(han, None) or form.reading or next(iter(known), None)


def called_by(record: Organisation | Person | Place | Office, reader: str, others: str) -> WrittenName:
    """`written`, with what readers of a further language call an organisation first among its other forms: guests ask
    for 丸直针织, whatever the paper of their hosts is in."""
    form = written(record, reader)
    theirs = display_name(record, others) if isinstance(record, Organisation) else form.name
    if theirs.language != others or theirs.text == form.name.text:
        return form
    return replace(form, others=[theirs, *(each for each in form.others if each.text != theirs.text)])


def nameless(records: Iterable[Organisation], reader: str) -> list[Organisation]:
    """Those that have no name for readers of a language, each once: they stand as in their own, also where that was
    entered as of the language (シンポー情報技術 of a firm in China). Latin letters are read by everybody.
    """
    found = {}
    for record in records:
        name = written(record, reader).name
        if tongue(name.text, name.language) != reader and script_of(name.text) is not Script.LATIN:
            found[record.id] = record
    return list(found.values())


def told(record: Organisation | Person | Place | Office, reader: str) -> list[Shown]:
    """The name of a record as a line of a paper tells it: its form, and what stands beside it where there is need."""
    return [written(record, reader).name, *filter(None, [beside(record, reader)])]


def one_form(records: Iterable[Organisation], reader: str) -> Callable[[str], str]:
    """Gives a text that names organisations as it was typed, with the one form in which documents write each.

    A name that Japan and China write with their own shapes of the same characters is known by its beginning, too:
    延边海岳 of 延边海岳商贸集团有限公司 becomes 延辺海岳.
    """
    forms: dict[str, str] = {}
    for record in records:
        form = written(record, reader).name.text
        forms[form] = form
        for name in record.names:
            if len(name.text) > 2:
                forms.setdefault(name.text, form)
            if len(name.text) == len(form) and script_of(name.text) == script_of(form) == Script.HAN:
                for end in range(SHORTENED, len(form)):
                    # 燕角金工有限公司 and 有限会社燕角金工 are as long, and do not begin alike.
                    if fold_characters(name.text[:end]) == fold_characters(form[:end]):
                        forms.setdefault(name.text[:end], form[:end])
    if not forms:
        return str
    found = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))
    return lambda text: found.sub(lambda match: forms[match[0]], text)


def addressed_in(person: Person, language: str, post: str = "") -> str:
    """The name of a person with the form of address of a language, as letters in it begin.

    `post` is the department and title in that language, where there is one.
    """
    own = own_name(person)
    if own.language == language:
        return addressed(person, post).text
    # 先生 and Ms tell each other who is meant; 様 and 님 are said of everybody, and of nobody in another language.
    told = person.salutation if {language, own.language} <= {Language.ZH, Language.EN} else ""
    return rules.addressed(display_name(person, language).text, language, told, post)


def is_our_office(record: Named) -> bool:
    """Whether an organisation is our own office; before that is entered, whether it bears its name (loaded)."""
    id = ours.our_organisation_id()
    return record.id == id if id is not None else own_name(record).text in offices.current().names.values()


def _ours(record: Organisation | Person) -> Office | None:
    """Our office, where the record stands for it."""
    return offices.current() if isinstance(record, Organisation) and is_our_office(record) else None


def _office(office: Office, reader: str) -> WrittenName:
    name, own = Shown(*office.named(reader)), Shown(*office.named())
    forms = [form for form in _office_forms(office) if form.text != name.text]
    reading = _read(name, forms, _READABLE[reader], own.language) if name.language != reader and name.text else None
    others = [form for form in forms if form is not reading and is_told(form, own, reader)]
    return WrittenName(name, reading, others, name, own)


def _office_forms(office: Office) -> list[Shown]:
    forms = [Shown(office.reading, Language.JA), Shown(office.names.get(Language.KO, ""), Language.KO)]
    return [form for form in (*forms, Shown(office.latin, f"{office.language}-Latn")) if form.text]


def _polite(person: Person, own: Shown, name: Shown, reader: str) -> Shown:
    # 님 is said of everybody in Korean, whatever letters the name is in; in papers of other languages nobody is called
    # 様 or 님 of another.
    if name != own or reader == Language.KO:
        return Shown(addressed_in(person, reader), name.language)
    return name if own.language in {Language.JA, Language.KO} - {reader} else addressed(person)


def _forms(record: Organisation | Person, own: Shown, name: Shown) -> Iterator[Shown]:
    """Every form beside the name: its own reading, how its owner writes it, and the other scripts."""
    if name != own:
        for row in record.names if isinstance(record, Organisation) else ():
            if row.reading and (row.text, row.language) == name:
                yield Shown(row.reading, row.language)
        yield own
    yield from alt_names(record)


def _read(
    name: Shown, forms: Sequence[Shown], scripts: Sequence[Script], own: str, *, spelled: bool = False
) -> Shown | None:
    """The form that a reader pronounces; where kana alone tells how a Japanese name sounds, that in letters.

    Of a person (`spelled`) Korean readers have the sound in hangul, as a greeting calls them, before any letters.

    A Chinese or Korean name is not called as Japanese readers read it: Kotsu Bin is nobody. `own` is its language.
    """
    if script_of(name.text) in scripts:
        return None
    kana = next((form for form in forms if script_of(form.text) is Script.KANA), None)
    for script in scripts:
        found = next((form for form in forms if script_of(form.text) is script), None)
        if found is None and spelled and script is Script.HANGUL and kana is not None and own == Language.JA:
            # For the sound that kana tell there is one spelling: no guess, as letters would be.
            spoken_so = rules.hangul_of_kana(kana.text)
            found = Shown(spoken_so, Language.KO) if spoken_so else None
        if found is not None:
            return found
    if kana is None or Script.LATIN not in scripts or own != Language.JA:
        return None
    if Script.HANGUL in scripts and (spoken_so := rules.hangul_of_kana(kana.text)):
        return GuessedName(spoken_so, Language.KO)
    return GuessedName(rules.letters_of_kana(kana.text), "ja-Latn")


def in_hangul(person: Person) -> str:
    """How a name sounds to Korean speakers: as somebody told it, else as its kana sound; "" where neither is known."""
    own = own_name(person)
    forms = list(_forms(person, own, own))
    told = next((form.text for form in forms if script_of(form.text) is Script.HANGUL), "")
    kana = next((form.text for form in forms if script_of(form.text) is Script.KANA), "")
    return told or (rules.hangul_of_kana(kana) if kana and own.language == Language.JA else "")


def sounds_elsewhere(person: Person) -> bool:
    """Whether somebody whose name was entered as Japanese is probably called otherwise than its kana sound: 李, 金.

    Of 金 秀賢 (キム スヒョン) Chinese readers know the characters, and Kimu is nobody; Korean ones are told a guess.
    """
    name = next((each for each in person.names if each.kind == rules.PRIMARY), None)
    if name is None or name.language != Language.JA:
        return False
    family, reading = (name.family or name.full).split()[:1], name.reading.split()[:1]
    return bool(family and reading) and is_continental(family[0], reading[0])


def _once(forms: Iterable[Shown], first: Shown | None) -> list[Shown]:
    """The forms, each once, also where capitals and marks alone tell two apart: Wang Zhiqiang, WANG ZHIQIANG."""
    told = {_letters(first.text)} if first is not None else set()
    kept = []
    for form in forms:
        if (key := _letters(form.text)) not in told:
            told.add(key)
            kept.append(form)
    return kept


def _letters(text: str) -> str:
    return without_marks(text).casefold()


def _in_letters(person: Person) -> Shown | None:
    """A hangul name of which nothing else is known, as its letters sound."""
    primary = next((name for name in person.names if name.kind == "primary"), None)
    if primary is None or script_of(primary.full) is not Script.HANGUL:
        return None
    family, given = (primary.family, primary.given) if primary.family else suggest_split(primary.full)
    return _as_printed(GuessedName(rules.letters_of_hangul(family, given), "ko-Latn"))


def _as_printed(letters: Shown) -> Shown:
    """A name in the letters of its sound, in the style of the names of passports beside it: JIN Zhe, KIM Seolhwa."""
    family, space, given = letters.text.partition(" ")
    return type(letters)(without_marks(family.upper() + space + given), letters.language) if space else letters


def is_guess(form: Shown) -> bool:
    """Whether nobody told this form: papers say so beside it."""
    return isinstance(form, GuessedName)


def by_sound(form: Shown, reader: str) -> str:
    """What stands behind letters made of hangul, and behind a sound in doubt, on every paper: 박 is Park or Bak.

    "" behind any other form: kana are spelled as passports spell them, and a mark on each line of a list tells nothing.
    """
    is_doubtful = isinstance(form, DoubtedName) or (is_guess(form) and form.language == "ko-Latn")
    return _BY_SOUND[reader] if is_doubtful else ""


def _place(place: Place, reader: str) -> WrittenName:
    found = written_name(place.names, reader, place.country)
    if found is None:
        shown = pick(place.names, reader) or Shown(place.code or f"#{place.id}", "en")
        return WrittenName(shown, None, (), shown, shown)
    name, own = Shown(found.text, found.language), written_name(place.names, "", place.country) or found
    readable = name.language != reader and script_of(found.reading) in _READABLE[reader]
    reading = Shown(found.reading, "zh-Latn" if name.language == Language.ZH else name.language) if readable else None
    return WrittenName(name, reading, (), name, Shown(own.text, own.language))
