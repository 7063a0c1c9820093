"""A row of a table → what it says about a person or an organisation, with everything a database is not needed for.

Runs in the child process that reads the file, so that reading, folding and dialling rules work beside the writing.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from crm.contacts import rules as contacts
from crm.contacts.rules import OrganisationNameInput, PersonNameInput
from crm.core import names
from crm.core.cleaning import BadText
from crm.core.hanja import han_language
from crm.core.texts import Text
from crm.interchange.columns import FIELD
from crm.interchange.rules import cards, cells, naming
from crm.interchange.rules.naming import NO_LETTER, NO_NAME
from crm.interchange.rules.tables import is_error
from crm.jobs.rules import pack
from crm.lookup import rules as lookup

NO_PERSON: Final = Text(
    "The card is one of an organisation, not of a person. Import the file as organisations to add it."
)
NO_ORGANISATION: Final = Text("The name of the organisation is missing.")
MARKED: Final = Text("Characters that the exporting program could not write appear as ? in this row. Type them again.")

HEADINGS_AGAIN: Final = Text("The row only repeats the headings.")
NO_COUNTRY: Final = Text("This country is not among those of the list.")

NO_COLUMN: Final = Text("It stands behind the last column.")
TOO_LONG: Final = Text("It is longer than %(limit)s characters, and was cut in its field.")
FAILED: Final = Text("%(column)s: a formula of the spreadsheet failed (%(value)s). Nothing was taken from it.")
_TAG: Final = 40
_NOTES: Final = 20_000
_POSTAL: Final = 12
#: What is cut to so many characters where it is kept.
_CUT: Final = {
    "full_reading": 200, "family_reading": 200, "given_reading": 200, "organisation_reading": 200,
    "organisation_latin": 200, "short_name": 200, "other_name": 200, "nickname": 200, "address": 400,
}  # fmt: skip
_LIMITS: Final = {"department": 120, "title": 120}


@dataclass
class RowDraft:
    """What one row says. `error` stands for a rejected row; the rest is then empty."""

    number: int
    cells: list[str]
    error: dict[str, Any] | None = None
    name: dict[str, str] = field(default_factory=dict)  #: columns of the card's name
    others: list[dict[str, str]] = field(default_factory=list)  #: columns of further names
    keys: dict[str, str] = field(default_factory=dict)  #: search and sort keys of the person
    key: str = ""  #: the name folded
    organisation: dict[str, Any] = field(default_factory=dict)  #: text, key, language, country, columns of its keys …
    department: str = ""
    title: str = ""
    points: list[list[str]] = field(default_factory=list)  #: [kind, as typed, comparable]
    notes: str = ""
    exchanged: str = ""  #: ISO day
    tags: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)  #: {id of an own field: as typed}
    remarks: list[dict[str, Any]] = field(default_factory=list)
    digest: str = ""
    #: The person as the index holds them, without the employer: title, keys, texts.
    entry: list[str] = field(default_factory=list)
    post: str = ""  #: department and title where no organisation is named: a note of a new person
    salutation: str = ""  #: 先生 or 女士 behind the name; what is said of everybody (様, 님) says nothing

    @property
    def first_notes(self) -> str:
        """The notes of a person who is new."""
        return "\n".join(filter(None, (self.notes, self.post)))

    def packed(self) -> list[Any]:
        """The draft as JSON."""
        return list(vars(self).values())


@dataclass(frozen=True)
class ColumnPlan:
    """How rows are read: a target for each column, and what the file does not say."""

    kind: str
    headings: Sequence[str]
    targets: Sequence[str]
    language: str = "ja"  #: of names in Chinese characters that no country's forms tell
    country: str = ""  #: of organisations that nothing tells
    serials_1904: bool = False
    secret: bytes = b""  #: makes the digests of rows this installation's own


class Drafter:
    """Reads rows by a plan; what repeats (organisations) is worked out once."""

    def __init__(self, plan: ColumnPlan) -> None:
        self.plan = plan
        self._organisations: dict[tuple[str, ...], dict[str, Any]] = {}
        self._ranks = [cells.address_rank(heading) for heading in plan.headings]

    def draft(self, number: int, row: list[str]) -> RowDraft:
        """What the row says; never raises for what stands in it."""
        draft = RowDraft(number, row)
        said = self._collected(row, draft)
        draft.digest = self._digest(said)
        try:
            if self._repeats(row):
                raise BadText(HEADINGS_AGAIN)
            if self.plan.kind == "people":
                self._person(said, draft)
            else:
                self._organisation(said, draft)
        except BadText as bad:
            return RowDraft(number, row, error=pack(bad.text))
        return draft

    def _repeats(self, row: Sequence[str]) -> bool:
        """Whether a row says what stands above its columns: printed lists repeat their headings on each page."""
        said = [(text, heading) for text, heading in zip(row, self.plan.headings, strict=False) if text]
        return len(said) > 1 and all(text == heading for text, heading in said)

    def _collected(self, row: Sequence[str], draft: RowDraft) -> dict[str, list[str]]:
        """{target: values} of the row, tags and own fields put aside."""
        said: dict[str, list[str]] = {}
        label = ""
        address: list[tuple[int, str]] = []
        for place, target in enumerate(self.plan.targets):
            text = row[place] if place < len(row) else ""
            if target == "phone_label":
                label = text  # an empty one, too: the number behind it is not of the kind before
            elif not text or not target or cells.empty(text):
                continue
            elif is_error(text):
                draft.remarks.append(_packed(Text(FAILED.msgid, column=self.plan.headings[place], value=text)))
            elif target == "tag":
                draft.tags.append(re.sub(r"[,，、]\s*", " ", self.plan.headings[place]))  # a comma parts tags
            elif target == "tags":
                draft.tags += cells.listed(text)
            elif target.startswith(FIELD):
                draft.fields[target.removeprefix(FIELD)] = text
            elif target == "forms":
                for kind, form in cells.forms(text, self.plan.kind):
                    said.setdefault(kind, []).append(form)
            elif target == "address":
                address.append((self._ranks[place], cells.without_mark(text)))
            else:
                kind = cells.phone_kind(label) if target == "phone" else target
                said.setdefault(kind, []).append(cells.without_mark(text))
        if address:
            said["address"] = [cells.address(address)]
        self._tell_lost(row, said, draft)
        draft.tags = list(dict.fromkeys(tag[:_TAG] for tag in draft.tags if tag))
        return said

    def _tell_lost(self, row: Sequence[str], said: dict[str, list[str]], draft: RowDraft) -> None:
        """What stands behind the last column, and the whole of what is cut, goes into the notes; each is told."""
        behind = [(text, NO_COLUMN) for text in row[len(self.plan.headings) :] if text]
        texts = [(text, limit) for target, limit in _CUT.items() for text in said.get(target, ())]
        texts += [(text, _TAG) for text in draft.tags]
        texts += [(cells.postal(text, ""), _POSTAL) for text in said.get("postal_code", ())]
        long = [(text, Text(TOO_LONG.msgid, limit=limit)) for text, limit in texts if len(text) > limit]
        for text, why in behind + long:
            said.setdefault("notes", []).append(text)
            draft.remarks.append(cells.left_out(text, why))

    def _digest(self, said: Mapping[str, Sequence[str]]) -> str:
        text = "\x1e".join(f"{target}\x1f{value}" for target in sorted(said) for value in said[target])
        text = f"{self.plan.kind}\x1d{text}"
        return hashlib.blake2b(text.encode("utf-8", "replace"), key=self.plan.secret[:64], digest_size=12).hexdigest()

    # ------------------------------------------------------------------ people

    def _person(self, said: Mapping[str, list[str]], draft: RowDraft) -> None:
        first = {target: values[0] for target, values in said.items()}
        if not any(first.get(target) for target in ("full_name", "family", "given", "latin_name")):
            company = tuple(self.plan.headings) == cards.HEADINGS and first.get("organisation")
            raise BadText(NO_PERSON if company else NO_NAME)
        notes = [*said.get("notes", ())]
        self._employer(first, draft, notes)
        country = draft.organisation.get("country") or cells.country_of(first, self.plan.country)
        name, others, draft.salutation = naming.names_of(said, first, country, self.plan.language)
        draft.name, draft.others = _columns(name), [_columns(form) for form in others]
        draft.keys = contacts.person_keys(name, others)
        draft.key = names.search_key(name.full)
        draft.department = self._short("department", " ".join(said.get("department", ())), draft)
        draft.title = self._short("title", " ".join(dict.fromkeys(said.get("title", ()))), draft)
        region = country or contacts.REGIONS.get(name.language, "JP")
        self._points(said, region, draft, notes)
        if not draft.organisation and first.get("address"):
            notes.append(f"{first.get('postal_code', '')} {''.join(said['address'])}".strip())
        self._day(first.get("exchange_date", ""), draft, notes)
        draft.notes = self._kept_notes(notes, draft)
        if not draft.organisation:
            draft.post = contacts.post_line(draft.department, draft.title)
        if any(cells.replaced(text) for text in (name.full, draft.organisation.get("text", ""), draft.title)):
            draft.remarks.append(_packed(MARKED))
        draft.entry = _entry([draft.name, *draft.others], draft)

    def _employer(self, first: Mapping[str, str], draft: RowDraft, notes: list[str]) -> None:
        text = cells.spaced(first.get("organisation", "") or first.get("organisation_latin", ""))
        if not text:
            return
        if not names.search_key(text) or len(text) > 200:
            draft.remarks.append(_packed(Text("The organisation was left out: %(reason)s", reason=str(NO_LETTER))))
            return
        if cells.nameless(text):  # all that were written so would be one
            notes.append(text)
            draft.remarks.append(_packed(MARKED))
            return
        draft.organisation = self._described(text, first)
        self._country(first, draft, notes)

    def _described(self, text: str, first: Mapping[str, str]) -> dict[str, Any]:
        """An organisation with its names, keys, country and address; worked out once for all rows that name it."""
        country = cells.country_of(first, "")
        reading, latin = first.get("organisation_reading", ""), cells.spaced(first.get("organisation_latin", ""))
        address, postal = first.get("address", ""), cells.postal(first.get("postal_code", ""), country)
        known = self._organisations.get((text, country, reading, latin, address, postal))
        if known is not None:
            return known
        country = country or self.plan.country or self._country_of_name(text)
        name = OrganisationNameInput(text, contacts.guess_language(text, country), cells.reading(reading)[:200])
        others = []
        if latin and latin != text and names.search_key(latin):
            others.append(OrganisationNameInput(latin[:200], "en", kind="trade"))
        made = {
            "text": text,
            "key": names.search_key(text),
            "country": country,
            "name": name.columns(),
            "others": [form.columns() for form in others],
            "keys": contacts.organisation_keys(name, others),
            "address": address[:400],
            "postal_code": postal[:_POSTAL],
        }
        if len(self._organisations) < 20_000:
            self._organisations[text, cells.country_of(first, ""), reading, latin, address, postal] = made
        return made

    def _country_of_name(self, text: str) -> str:
        """Where nothing else tells: by what only one country writes (연변상사, 贸易), then by the language chosen.

        In a Chinese list a name in hangul is one of Yanbian.
        """
        written = contacts.guess_language(text, "?")
        told = han_language(text) if names.script_of(text) is names.Script.HAN else written
        chosen = contacts.REGIONS.get(self.plan.language, "JP")
        return chosen if chosen == "CN" else contacts.REGIONS.get(told or "", chosen)

    # ------------------------------------------------------------------ organisations

    def _organisation(self, said: Mapping[str, list[str]], draft: RowDraft) -> None:
        first = {target: values[0] for target, values in said.items()}
        text = cells.spaced(first.get("organisation", "") or first.get("organisation_latin", ""))
        if not text:
            raise BadText(NO_ORGANISATION)
        naming.check_name(text)
        if cells.totals(text):
            raise BadText(NO_ORGANISATION)
        made = self._described(text, first)
        if short := cells.spaced(first.get("short_name", "")):
            form = OrganisationNameInput(short[:200], contacts.guess_language(short, made["country"]), kind="short")
            made = made | {"others": [*made["others"], form.columns()]}
        further = [cells.spaced(text)[:200] for text in said.get("other_name", ())]
        for text in further:
            form = OrganisationNameInput(text, contacts.guess_language(text, made["country"]), kind="trade")
            made = made | {"others": [*made["others"], form.columns()]}
        notes = [*said.get("notes", ())]
        self._country(first, draft, notes)
        draft.organisation = made | cells.facts(first, made["country"], notes, draft.remarks)
        draft.key = made["key"]
        self._points(said, made["country"], draft, notes)
        draft.notes = self._kept_notes(notes, draft)
        if cells.replaced(text):
            draft.remarks.append(_packed(MARKED))

    # ------------------------------------------------------------------ both

    def _points(self, said: Mapping[str, Sequence[str]], region: str, draft: RowDraft, notes: list[str]) -> None:
        """Contact points in comparable form; what is none goes into the notes, with the reason as a remark."""
        met = set()
        for target in contacts.CONTACT_KINDS:
            for value in [piece for text in said.get(target, ()) for piece in cells.divided(text, target)]:
                try:
                    typed, comparable = cells.point(target, value, region)
                except BadText as bad:
                    notes.append(f"{target}: {value}")
                    draft.remarks.append(cells.left_out(value, bad.text))
                    continue
                mobile = target == "tel" and self.plan.kind == "people" and cells.is_mobile(comparable)
                kind = "mobile" if mobile else target
                if comparable and (kind, comparable) not in met:
                    met.add((kind, comparable))
                    draft.points.append([kind, typed, comparable])

    def _country(self, first: Mapping[str, str], draft: RowDraft, notes: list[str]) -> None:
        """An organisation has one of our countries: another one that is named goes into the notes."""
        if cells.unknown_country(first):
            notes.append(f"country: {first['country']}")
            draft.remarks.append(cells.left_out(first["country"], NO_COUNTRY))

    def _day(self, text: str, draft: RowDraft, notes: list[str]) -> None:
        if not text:
            return
        try:
            draft.exchanged = cells.day(text, serials_1904=self.plan.serials_1904).isoformat()
        except BadText as bad:
            notes.append(text)
            draft.remarks.append(cells.left_out(text, bad.text))

    def _short(self, target: str, text: str, draft: RowDraft) -> str:
        limit = _LIMITS[target]
        text = re.sub(r"\s+", " ", text).strip()
        if len(text) > limit:
            draft.remarks.append(_packed(Text("A text was cut after %(limit)s characters.", limit=limit)))
        return text[:limit]

    def _kept_notes(self, notes: Sequence[str], draft: RowDraft) -> str:
        text = "\n".join(notes)
        if len(text) > _NOTES:
            draft.remarks.append(_packed(Text("A text was cut after %(limit)s characters.", limit=_NOTES)))
        return text[:_NOTES]


def _packed(text: Text) -> dict[str, Any]:
    return pack(text) or {}


def _columns(name: PersonNameInput) -> dict[str, str]:
    return {key: value for key, value in name.columns().items() if value is not None}


def _entry(forms: Sequence[Mapping[str, str]], draft: RowDraft) -> list[str]:
    """Title, keys and texts by which a new person of these names is found."""
    told: list[str] = []
    for form in forms:
        text, reading = form["full"], form.get("reading", "")
        told += [text, reading, *contacts.sounds(text, reading, form["language"], person=True)]
    told = [name for name in (*told, *(comparable for _, _, comparable in draft.points)) if name]
    return [names.search_key(told[0]), lookup.own_keys(told), lookup.marked(lookup.keys_of([draft.first_notes]))]
