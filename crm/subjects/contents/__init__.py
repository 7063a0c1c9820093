"""The file about one person: the same content as JSON, as PDF and, with card and files, as one archive.

All of it is told in the language that the answer speaks (`crm.web.locale.speak`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from cryptography.exceptions import InvalidTag
from flask import current_app, render_template
from flask_babel import gettext as _

from crm.audit import contents as log_words
from crm.audit import rules as log_rules
from crm.audit.rules import Verb
from crm.config import Settings
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core import clock
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import N_
from crm.documents.models import Document
from crm.documents.rules.kinds import KINDS as DOCUMENT_KINDS
from crm.files.rules import safe_name
from crm.files.services import folder as files_folder
from crm.interchange.queries import contacts as cards
from crm.interchange.rules.vcards import vcards
from crm.lists.models import ListExport
from crm.office import queries as offices
from crm.pdf import styles
from crm.pdf.render import RenderFailed, render
from crm.subjects import queries
from crm.subjects.contents.locations import LocationLine, lines
from crm.subjects.contents.places import place_of
from crm.subjects.queries import NamedRows
from crm.subjects.queries.elsewhere import named_elsewhere
from crm.subjects.queries.rows import Row
from crm.subjects.rules.declared import PERSON_TOLD, PROVISION_TOLD
from crm.subjects.rules.naming import INNER, PROVISIONS, REASONS, Naming
from crm.travel import models as travel
from crm.travel import rules as travel_rules
from crm.travel.rules import Details
from crm.web.filters import datetime_in
from crm.web.forms import translate
from crm.web.instance import instance_folder
from crm.web.locale import language
from crm.web.records import kinds

SHEETS: Final = (*styles.USUAL, "handouts")
#: What the columns of travel details and applications are called that are opened for this answer alone.
SEALED: Final = "sealed"
#: What the page, the paper and the file for machines say of what is in it.
HELD: Final = N_(
    "Texts about the person stand as they were written, also where they name one of us or somebody else. The columns "
    "that say who of us asked, wrote or decided are left out, and so are those about matters of others: each part says "
    "which."
)
#: What page, paper and file say of texts that are about others.
ELSEWHERE: Final = N_(
    "Texts about others that hold the name, an address or a number are not handed out, as they tell of others: here "
    "stands where they are. They may mean somebody else of the same name."
)
#: What travel details lie sealed in cannot be read: another secret sealed it.
CLOSED: Final = N_("Cannot be opened: it was sealed with another secret.")


def ledgers() -> list[Path]:
    """Where the ledger of erasures lies: beside the data, and beside the archives."""
    settings: Settings = current_app.extensions["settings"]
    return [instance_folder(), *([settings.backup.folder] if settings.backup else [])]


@dataclass(frozen=True)
class SubjectFact:
    """A column of a row as it is kept, with its name and its value in words."""

    column: str
    label: str
    text: str


@dataclass(frozen=True)
class SubjectSection:
    """The rows of one declaration; `left_out` says [(columns in words, why they are not told)]."""

    table: str
    label: str
    rows: Sequence[Sequence[SubjectFact]]
    left_out: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SubjectFile:
    """Everything about one person, in words."""

    person: Person
    name: str
    made_at: str
    office: str
    sections: Sequence[SubjectSection]
    log: Sequence[tuple[str, str, Sequence[tuple[str, str, str]]]]  #: (when, what was done, [(column, before, after)])
    elsewhere: Sequence[str]  #: where texts about others name the person
    locations: Sequence[LocationLine]
    papers: Sequence[str]
    exports: Sequence[str]
    files: Mapping[str, str]  #: {name in the archive: name under which the bytes lie}


def answer(person: Person, *, user: Actor) -> SubjectFile:
    """Read all that is kept about a person. Passports and the like are opened: the caller notes it in the log."""
    ids = queries.ids_of(person.id)
    found = queries.collected(ids)
    names = queries.names_for(found, kinds(), user=user, language=language())
    sections = [_section(part, names) for part in found if part.rows]
    return SubjectFile(
        person=person,
        name=contacts.own_name(person).text,
        made_at=datetime_in(clock.now()),
        office=offices.current().name(language()),
        sections=[_own_section(person, ids), *sections],
        log=[(datetime_in(line.at), translate(Verb.known.get(line.verb, line.verb)), _changed(line)) for line in
             queries.log_of(ids)],
        elsewhere=_elsewhere(found, ids),
        locations=lines(),
        papers=[_paper(document) for document in queries.papers_of(found)],
        exports=[_export(each) for each in queries.exports_since(person.created_at)],
        files=_files(found),
    )  # fmt: skip


def _elsewhere(found: Sequence[NamedRows], ids: Sequence[int]) -> list[str]:
    """Where the person is named in what is about others: the record by its number, and the column. What the text says,
    and how the record is called, is theirs."""
    lines = []
    for hit in named_elsewhere(found, ids):
        place = place_of(*hit.record)
        lines.append(f"{place.noun} #{place.id} · {label(hit.table, hit.column)}")
    return list(dict.fromkeys(lines))


def _own_section(person: Person, ids: Sequence[int]) -> SubjectSection:
    """The row of the person, and those of the records that were merged into it."""
    rows = [{name: getattr(each, name) for name in PERSON_TOLD} for each in queries.records(ids)]
    return SubjectSection("people", str(_("Person")), [_facts("people", PERSON_TOLD, row, {}) for row in rows], [])


def _section(part: NamedRows, names: Mapping[str, Mapping[int, str]]) -> SubjectSection:
    naming = part.naming
    if naming.table == PROVISIONS:
        given = queries.provisions_of([part])
        rows = [_facts("provisions", PROVISION_TOLD, row, names) for row in given]
        return SubjectSection(naming.table, translate(naming.label), rows, [])
    rows = [_facts(naming.table, naming.told, row, names) for row in part.rows]
    return SubjectSection(naming.table, translate(naming.label), rows, left_out(naming))


def left_out(naming: Naming) -> list[tuple[str, str]]:
    """What of such rows is not told, and why: [(columns in words, reason)]."""
    by_reason: dict[str, list[str]] = {}
    for column, reason in naming.left_out.items():
        word = log_words.column_word(naming.table, column)
        if reason != INNER or word != column:  # what no reader ever sees has no word, and tells nobody anything
            by_reason.setdefault(reason, []).append(word)
    return [(str(_(", ")).join(columns), translate(REASONS[reason])) for reason, columns in by_reason.items()]


#: What the log has no word of its own for, as it is told here.
_LABELS: Final = {
    "created_at": N_("In the contacts since"),
    "updated_at": N_("Last changed"),
    "name_snapshot": N_("Name"),
}


def label(table: str, column: str) -> str:
    """What a column of a table is called."""
    known = _LABELS.get(column)
    return translate(known) if known else log_words.column_word(table, column)


def _facts(table: str, columns: Sequence[str], row: Row, names: Mapping[str, Mapping[int, str]]) -> list[SubjectFact]:
    found = []
    for column in columns:
        value = row[column]
        if column == SEALED:
            found += _opened(value)
        elif value not in (None, "", {}, []):
            found.append(SubjectFact(column, label(table, column), _text(table, column, value, names)))
    return found


def _text(table: str, column: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    stored = value.isoformat() if hasattr(value, "isoformat") else log_rules.plain(value)
    return log_words.value_word(table, column, stored, names, str) or ""


def _opened(sealed: bytes | None) -> list[SubjectFact]:
    """Travel details in clear, a fact each."""
    if not sealed:
        return []
    try:
        details = travel.unseal(sealed)
    except InvalidTag:
        return [SubjectFact(SEALED, str(_("Travel details")), translate(CLOSED))]
    return [SubjectFact(name, translate(label), text) for name, label in travel_rules.LABELS.items()
            if (text := _told(details, name))]  # fmt: skip


def _told(details: Details, name: str) -> str:
    """A detail in words; with whom they share a room is told by number, as that is somebody else."""
    value = getattr(details, name)
    if value in (None, ""):
        return ""
    table: Mapping[str, str] = {
        "visa": travel_rules.VISAS, "room": travel_rules.ROOMS, "sex": travel_rules.SEXES,
        "smoking": travel_rules.SMOKING, "nationality": travel_rules.NATIONALITIES,
    }.get(name, {})  # fmt: skip
    return translate(table[value]) if value in table else str(value)


def _changed(line: queries.LogLine) -> list[tuple[str, str, str]]:
    table = line.table_name

    def word(column: str, value: str | None) -> str:
        return log_words.value_word(table, column, value, {}, str) or ""

    return [
        (log_words.column_word(table, name), word(name, old), word(name, new))
        for name, old, new in line.changes
        if not queries.is_withheld(table, name) and log_words.column_word(table, name) != name  # no reader sees those
    ]


def _paper(document: Document) -> str:
    printed = datetime_in(document.printed_at)
    return f"{translate(DOCUMENT_KINDS[document.kind])} {document.number} ({printed})"


def _export(export: ListExport) -> str:
    rows = _("%(number)s rows", number=export.rows if export.rows is not None else "–")
    what = {"people": _("People"), "leads": _("Leads")}[export.list_name]
    return f"{datetime_in(export.created_at)} {what} ({export.format}, {rows})"


def _files(found: Sequence[NamedRows]) -> dict[str, str]:
    rows = [row for part in found if part.naming.table == "stored_files" for row in part.rows]
    return {f"files/{row['id']}-{safe_name(row['name'])}": row["storage_name"] for row in rows}


def to_json(told: SubjectFile) -> str:
    """The answer for a machine: each value as the product shows it, under the name of its column."""
    content = {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "office": told.office,
        "language": language(),
        "held": translate(HELD),
        "person": {"id": told.person.id, "name": told.name},
        "sections": [
            {
                "table": section.table,
                "label": section.label,
                "rows": [
                    [{"column": fact.column, "label": fact.label, "value": fact.text} for fact in row]
                    for row in section.rows
                ],
                "left_out": [{"columns": columns, "reason": reason} for columns, reason in section.left_out],
            }
            for section in told.sections
        ],
        "named_elsewhere": {"why": translate(ELSEWHERE), "places": told.elsewhere},
        "locations": [
            {"what": translate(line.label), "country": line.country and translate(line.country), "run_by": line.keeper}
            for line in told.locations
        ],
        "printed_papers": told.papers,
        "exports_that_may_have_held_them": told.exports,
        "log": [
            {"at": at, "act": act, "changes": [{"column": c, "before": old, "after": new} for c, old, new in changes]}
            for at, act, changes in told.log
        ],
        "files": sorted(told.files),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def to_pdf(told: SubjectFile) -> bytes:
    """The answer on paper. Takes a second or more: call it outside a writing transaction."""
    document = render_template("subjects/paper.html", told=told, held=HELD, elsewhere=ELSEWHERE, page_lang=language())
    sheets = Path(current_app.static_folder or "static") / "css"
    try:
        return render(document, assets={}, css=styles.texts(sheets, language(), SHEETS))
    except RenderFailed as failed:
        raise Refused(failed.text) from failed


def to_vcard(person: Person, *, user: Actor) -> str:
    """The card of somebody in the contacts; "" for somebody in the archive."""
    return vcards(contact for _person, contact in cards.contact_list([person.id], user=user))


def archive(told: SubjectFile, paper: bytes, card: str, instance: Path) -> bytes:
    """One file with all forms of the answer and the files that are theirs."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as packed:
        packed.writestr("person.json", to_json(told))
        packed.writestr("person.pdf", paper)
        if card:
            packed.writestr("person.vcf", card)
        for name, storage_name in told.files.items():
            path = files_folder(instance) / storage_name
            if path.is_file():
                packed.writestr(name, path.read_bytes())
    return written.getvalue()
