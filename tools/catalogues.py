"""The catalogues: `python -m tools.catalogues extract|update|check|compile`.

English sentences are the keys and need no catalogue; the other three are filled by people. `check` fails on anything
that a reader would see untranslated, and on any message that would break a page.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from os import PathLike
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.steps import ROOT

TRANSLATIONS = ROOT / "translations"
LOCALES = ("ja", "zh_Hans_CN", "ko")
METHODS = [("crm/**.py", "python"), ("templates/**.*", "jinja2")]
OPTIONS = {"templates/**.*": {"silent": "false", "trimmed": "true"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "_l": None,
    "lazy_gettext": None,
    "N_": None,
    "Text": (1,),
    "ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
#: A `%` that is neither a placeholder nor doubled: formatting would fail on it.
STRAY_PERCENT = re.compile(r"%(?!\(\w+\)[sd]|%)")
#: Where Han or kana are written, punctuation is as wide as they are.
WIDE_LOCALES = ("ja", "zh_Hans_CN")
HAN_OR_KANA = re.compile("[々〇ぁ-ヿ㐀-鿿]")
#: What is quoted as it is: placeholders, addresses, tags, numbers and times, Latin words in quotes.
AS_IT_IS = re.compile(r"%\(\w+\)[sd]|https?://\S*|<[^>]*>|\d[,:]\d|「[ -~]*」|“[ -~]*”")
NARROW = re.compile("[,:;?!()]")
#: A Korean particle depends on the last sound of the word before it, which nobody knows of a variable; both forms at
#: once, 은(는), read like a form letter. 입니다 and 의 fit every word.
KOREAN_PARTICLE = re.compile(
    r"%\(\w+\)[sd][”’」》]*(?:은|는|이|가|을|를|와|과|로|으로|라는|이라는|며|이며|란|이란)(?![가-힣])"
    r"|(?:은|이|을|과|는|가|를|와)\((?:는|가|를|와|은|이|을|과)\)|\((?:으|이)\)[가-힣]"
)
LONGEST_SAME = 2  # words: "Musubi" and "WeChat ID" may stay as they are, a sentence may not


def extract() -> Catalog:
    """Every message of the code and the templates, as a catalogue without translations."""
    catalog = Catalog(domain="messages", project="musubi", charset="utf-8")
    # Babel passes over folders that begin with an underscore; ours hold the macros.
    found = extract_from_dir(
        ROOT, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), directory_filter=_is_ours
    )
    for file, _line, message, comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        # Without line numbers: they would change with every edit and say little more than the file.
        catalog.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalog


def _is_ours(folder: str | PathLike[str]) -> bool:
    return not Path(folder).name.startswith((".", "__"))


def po_file(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def read(locale: str) -> Catalog:
    """The catalogue as it stands; an empty one when there is none yet."""
    file = po_file(locale)
    if not file.exists():
        return Catalog(locale=locale, domain="messages", project="musubi", charset="utf-8")
    with file.open("rb") as stream:
        return read_po(stream, locale=locale, domain="messages")


def update() -> int:
    """Bring the catalogues to the messages of today: new ones empty, gone ones dropped."""
    template = extract()
    for locale in LOCALES:
        catalog = read(locale)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        text = to_text(catalog)
        file = po_file(locale)
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_bytes() != text:
            file.write_bytes(text)
        missing = sum(1 for message in live(catalog) if not is_translated(message))
        print(f"{locale}: {len(live(catalog))} messages, {missing} to translate")
    return 0


def to_text(catalog: Catalog) -> bytes:
    """The catalogue as a .po file. Nothing in it depends on where a message is used."""
    catalog.header_comment = f"# The {catalog.locale} catalogue of Musubi."
    stream = BytesIO()
    write_po(stream, catalog, width=110, sort_output=True, ignore_obsolete=True, no_location=True)
    # Dates and tool versions would make every update a change.
    lines = stream.getvalue().split(b"\n")
    volatile = (
        b'"POT-Creation-Date',
        b'"PO-Revision-Date',
        b'"Generated-By',
        b'"Last-Translator',
        b'"Report-',
    )
    return b"\n".join(line for line in lines if not line.startswith(volatile))


def live(catalog: Catalog) -> list[Message]:
    """The messages, without the header entry."""
    return [message for message in catalog if message.id]


def strings(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """One form or several, as several."""
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def is_translated(message: Message) -> bool:
    forms = strings(message.string)
    return bool(forms) and all(forms)


def check() -> int:
    """Print every fault of the catalogues; answers 1 if there is any."""
    template = extract()
    faults = [f"source: {fault}" for message in live(template) for fault in faults_of_source(message)]
    faults += [f"{locale}: {fault}" for locale in LOCALES for fault in faults_of(locale, template)]
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults; `python -m tools.catalogues update` brings in new messages")
        return 1
    print(f"{len(live(template))} messages complete in {', '.join(LOCALES)}")
    return 0


def faults_of(locale: str, template: Catalog) -> Iterator[str]:
    """What is missing, left over, untranslated, fuzzy or broken in one catalogue."""
    catalog = read(locale)
    wanted = {(message.id, message.context) for message in live(template)}
    present = {(message.id, message.context) for message in live(catalog)}
    for id_, _context in sorted(wanted - present, key=str):
        yield f"missing: {id_!r}"
    for id_, _context in sorted(present - wanted, key=str):
        yield f"no longer used: {id_!r}"
    for message in live(catalog):
        yield from faults_of_message(message)
        if locale in WIDE_LOCALES:
            yield from (f"half-width punctuation: {form!r}" for form in strings(message.string) if is_narrow(form))
        if locale == "ko":
            yield from (
                f"a particle behind a variable: {form!r}"
                for form in strings(message.string)
                if KOREAN_PARTICLE.search(form)
            )


def faults_of_source(message: Message) -> Iterator[str]:
    """What would break an English page."""
    yield from (f"a stray % sign: {form!r}" for form in strings(message.id) if is_stray(form))


def faults_of_message(message: Message) -> Iterator[str]:
    """What is wrong with one translated message."""
    if not is_translated(message):
        yield f"not translated: {message.id!r}"
        return
    if message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    sources = strings(message.id)
    allowed = [set(PLACEHOLDER.findall(source)) for source in sources]
    for form in strings(message.string):
        if set(PLACEHOLDER.findall(form)) not in allowed:
            yield f"other placeholders than its source: {message.id!r} → {form!r}"
        if is_stray(form):
            yield f"a stray % sign: {message.id!r} → {form!r}"
        if form in sources and len(re.findall("[A-Za-z]{2,}", form)) > LONGEST_SAME:
            yield f"still in English: {message.id!r}"


def is_stray(form: str) -> bool:
    """Whether a page would fail on a % of a text: templates format every text that holds one, 100 %% is a share."""
    return bool(STRAY_PERCENT.search(form.replace("%%", "")))


def is_narrow(form: str) -> bool:
    """Whether a Chinese or Japanese text holds half-width punctuation where （），：；？！ is the norm."""
    own = AS_IT_IS.sub("", form)
    return bool(HAN_OR_KANA.search(own) and NARROW.search(own))


def compile_all() -> int:
    """Write the .mo beside each .po that is newer."""
    for locale in LOCALES:
        po = po_file(locale)
        mo = po.with_suffix(".mo")
        if not po.exists() or (mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime):
            continue
        unfinished = mo.with_suffix(".mo.new")
        with unfinished.open("wb") as stream:
            write_mo(stream, read(locale))
        unfinished.replace(mo)
    return 0


def show() -> int:
    """Print the template, for a look at what was found."""
    write_po(sys.stdout.buffer, extract(), width=110, sort_output=True)
    return 0


VERBS = {"extract": show, "update": update, "check": check, "compile": compile_all}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in VERBS:
        sys.exit(f"usage: python -m tools.catalogues {'|'.join(VERBS)}")
    sys.exit(VERBS[sys.argv[1]]())
