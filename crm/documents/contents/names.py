"""Names on paper: the owner's script first, how the reader pronounces it, then the other scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core import scripts
from crm.core.languages import Language
from crm.core.scripts import Script, script_of
from crm.places.rules import Shown

#: In which scripts a reader can pronounce a foreign name, best first.
_READABLE: dict[str, tuple[Script, ...]] = {
    Language.JA: (Script.KANA, Script.LATIN),
    Language.ZH: (Script.LATIN,),
    Language.KO: (Script.HANGUL, Script.LATIN),
    Language.EN: (Script.LATIN,),
}
#: The script of a language's own names: readers of that language need no reading for them.
_NATIVE: dict[str, tuple[Script, ...]] = {
    Language.KO: (Script.HANGUL,),
    Language.EN: (Script.LATIN,),
}


@dataclass(frozen=True)
class Written:
    """A name as a document writes it."""

    name: Shown  #: as on the card
    reading: Shown | None  #: in a script that the reader pronounces; None when there is none or none is needed
    others: Sequence[Shown]  #: the remaining forms, in a fixed order
    polite: Shown  #: a person's name with what one says to its owner; an organisation's as it is


def written(record: Organisation | Person, reader: str) -> Written:
    """The name of a record for a reader of a language. Needs its names loaded."""
    own, forms = contacts.own_name(record), contacts.alt_names(record)
    polite = contacts.addressed(record) if isinstance(record, Person) else own
    if script_of(own.text) in _NATIVE.get(reader, ()) or own.language == reader == Language.ZH:
        return Written(own, None, forms, polite)
    for script in _READABLE[reader]:
        found = next((form for form in forms if script_of(form.text) is script), None)
        if found is not None:
            return Written(own, found, [form for form in forms if form is not found], polite)
    return Written(own, None, forms, polite)


def tongue(text: str, usual: str = Language.JA) -> str:
    """The language tag of a text that people typed; Han alone is `usual`."""
    return scripts.tongue(text, usual)
