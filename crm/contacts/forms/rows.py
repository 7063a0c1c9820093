"""The rows inside the forms of organisations and people."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.contacts import rules
from crm.contacts.forms.employers import NewEmployer, asked
from crm.contacts.forms.picks import OrganisationField
from crm.contacts.forms.titles import TITLES, TitleFields
from crm.contacts.models import Affiliation
from crm.contacts.rules import (
    ContactInput,
)
from crm.core import here
from crm.core.cleaning import BadText, whole
from crm.core.languages import LANGUAGE_LABELS, NAME_LANGUAGES
from crm.places.forms import PlaceField
from crm.web.forms import MOST_ROWS, Choice, Code, Day, Line, PartForm, Rows, Tick, translate

CONTACT_LIMIT = 250
#: A field whose reading static/readings.js hears from the input method.
READS = {"data-reads": ""}


def in_order(form: Any) -> bool:
    """Whether `to_date` is not before `from_date`, where a form has both; else an error stands beside it."""
    if "from_date" not in form or form.from_date.data is None or form.to_date.data is None:
        return True
    if form.to_date.data < form.from_date.data:
        form.to_date.errors = [*form.to_date.errors, _("The end is before the start.")]
        return False
    return True


class RowForm(PartForm):
    """One row: it counts when something in CONTENT is filled, and then it needs one of NEEDED. Dates run forward."""

    CONTENT: ClassVar[tuple[str, ...]]
    NEEDED: ClassVar[tuple[str, ...]]

    id = HiddenField()

    def counts(self) -> bool:
        return any(self[name].data for name in self.CONTENT)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators) and in_order(self)
        if self.counts() and not any(self[name].data for name in self.NEEDED):
            field = self[self.NEEDED[0]]
            field.errors = [*field.errors, _("Fill in this field.")]
            return False
        return valid

    @property
    def row_id(self) -> int | None:
        """The id of the row that this one replaces; None for a new one or nonsense."""
        return whole(self.id.data)


class PersonNameRow(RowForm):
    CONTENT = ("full", "family", "given", "reading")
    NEEDED = ("full", "family", "given")

    kind = Choice(_l("Form"), table=rules.PERSON_NAME_KINDS, blank=None)
    language = Choice(_l("Language"), table=NAME_LANGUAGES, blank=None)
    family = Line(_l("Family name"), limit=rules.PART_LIMIT, render_kw=READS)
    given = Line(_l("Given name"), limit=rules.PART_LIMIT, render_kw=READS)
    full = Line(_l("Full name as written"), render_kw=READS)
    reading = Line(_l("Reading"))
    name_order = Choice(_l("Order of the name"), table=rules.NAME_ORDERS)


class AffiliationRow(TitleFields, NewEmployer, RowForm):
    CONTENT = ("organisation_id", "title", "department", "from_date", "to_date", "is_ended", "is_primary", *TITLES)
    NEEDED = ("organisation_id", "id")

    organisation_id = OrganisationField(_l("Organisation"), makes=False)
    new_role, new_at, new_anywhere = asked()
    department = Line(_l("Department"), limit=120)
    title = Line(_l("Job title"), limit=rules.TITLE_LIMIT)
    title_rank = Choice(_l("Rank for seating"), table=rules.RANK_LABELS, blank=None)
    from_date = Day(_l("From"))
    to_date = Day(_l("Until"))
    is_ended = Tick(_l("Ended, day not known"))
    is_primary = Tick(_l("Main post"))

    change = Choice(_l("What changed about this post"), table=rules.TITLE_CHANGES)
    since = Day(_l("New post since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = False  #: whether what is typed raised a question that nobody has seen yet
        if not self.unknown:
            del self.new_role, self.new_at, self.new_anywhere

    def counts(self) -> bool:
        return super().counts() or bool(self.unknown)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.asks:
            told = _("The name of the post has changed. Choose what that means, then save.")
            self.change.errors = [*self.change.errors, told]
        elif "change" in self and self.change.data == "since" and self.since.data is None and not self.since.errors:
            self.since.errors = [_("Fill in this field.")]
        return valid and not self.errors

    def compare(self, post: Affiliation | None) -> None:
        """Ask what it means that a post on file is called otherwise; of any other row nothing is asked.

        Papers of the days before go on to say what somebody was then, unless that was a mistake.
        """
        if post is None or not self._is_renamed(post):
            del self.change, self.since
        elif not self.change.data:
            self.change.data, self.since.data, self.asks = "since", here.today(), True

    def _is_renamed(self, post: Affiliation) -> bool:
        """Whether a post that goes on has another title, department or organisation than on file."""
        if self.is_ended.data or not rules.is_current(post.from_date, self.to_date.data, here.today()):
            return False
        told = ((post.title, self.title.data), (post.department, self.department.data))
        elsewhere = self.organisation_id.data not in (None, post.organisation_id)
        return elsewhere or any(before and now and before != now for before, now in told)

    @property
    def new_since(self) -> date | None:
        """From when on the post is called as the row says; None where the row is only corrected."""
        return self.since.data if "change" in self and self.change.data == "since" else None


class ContactRow(RowForm):
    CONTENT = ("value", "label")
    NEEDED = ("value",)

    kind = Choice(_l("Kind"), table=rules.CONTACT_KINDS, blank=None)
    value = Line(_l("Address or number"), limit=CONTACT_LIMIT)
    label = Line(_l("Label"), limit=60)

    def check(self, regions: Sequence[str]) -> bool:
        """Whether the value can be used, numbers as dialled in one of `regions`; else an error stands beside it."""
        try:
            rules.dialled(self.kind.data or "", self.value.data or "", regions)
        except BadText as bad:
            self.value.errors = [*self.value.errors, translate(bad.text)]
            return False
        return True


class SkillRow(RowForm):
    CONTENT = NEEDED = ("level",)

    language = Choice(_l("Language"), table=LANGUAGE_LABELS, blank=None)
    level = Choice(_l("Level"), table=rules.LANGUAGE_LEVELS)


class OrganisationNameRow(RowForm):
    CONTENT = ("text", "reading")
    NEEDED = ("text",)

    kind = Choice(_l("Form"), table=rules.ORGANISATION_NAME_KINDS, blank=None)
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, blank=None)
    text = Line(_l("Name"), render_kw=READS)
    reading = Line(_l("Reading"))


class RoleRow(RowForm):
    CONTENT = ("role", "from_date", "to_date")
    NEEDED = ("role",)

    role = Choice(_l("Role"), table=rules.ORGANISATION_ROLES)
    from_date = Day(_l("From"))
    to_date = Day(_l("Until"))


class AddressRow(RowForm):
    CONTENT = ("lines", "postal_code", "access_notes", "place_id")
    NEEDED = ("lines",)

    kind = Choice(_l("Kind"), table=rules.ADDRESS_KINDS, blank=None)
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, blank=None)
    postal_code = Code(_l("Postal code"), limit=12)
    lines = Line(_l("Address"), limit=400)
    place_id = PlaceField(_l("Place"))
    access_notes = Line(_l("How to get there"), limit=400)


def counted(field: Rows) -> list[Any]:
    """The row forms of a `Rows` field that count."""
    return [entry.form for entry in field if entry.form.counts()]


def as_dicts(rows: Any, *names: str) -> list[dict[str, Any]]:
    """Rows of the database as a `Rows` field takes them."""
    return [{name: getattr(row, name) for name in ("id", *names)} for row in rows]


def contact_inputs(field: Rows) -> list[ContactInput]:
    """The contacts that count."""
    return [ContactInput(r.kind.data, r.value.data or "", r.label.data or "", r.row_id) for r in counted(field)]


def all_checked(points: Rows, regions: Sequence[str]) -> bool:
    """Whether every contact can be used; errors stand beside those that cannot."""
    bad = [row for row in counted(points) if not row.check(regions)]
    if bad:
        points.errors = [entry.errors for entry in points]
    return not bad


def suggesting() -> bool:
    """Whether the button pressed was the one that offers readings. Its name begins with "add-": nothing is saved."""
    return request.method == "POST" and "add-readings" in request.form


def offer(field: Rows, **values: str) -> None:
    """One more row with `values`; an empty row is filled before another is added."""
    empty = next((entry for entry in field if not entry.form.counts()), None)
    if empty is None and len(field) < MOST_ROWS:
        field.append_entry(values)
    elif empty is not None:
        for name, value in values.items():
            empty.form[name].data = value
