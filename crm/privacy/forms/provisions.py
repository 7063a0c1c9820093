"""What was given to whom: the form, and the log as a list."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from crm.contacts.rules.consents import SCOPES
from crm.core import here
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.core.upshots import Took, Upshot
from crm.places.rules import COUNTRIES
from crm.privacy import queries, rules
from crm.privacy.models import Provision
from crm.privacy.queries import ProvisionFilter
from crm.privacy.services import ProvisionInput, provide
from crm.web.forms import BaseForm, Choice, Line, PastDay, Prose
from crm.web.listings import BulkForm, Column, GroupAct, Listing, Nothing, Reader, Values, cells, coded

#: Ticked people of one entry: more are done in parts, and one entry must name all of them.
MOST_NOTED: Final = 100


class HandedForm(BaseForm):
    """To whom a paper was handed."""

    provided_on = PastDay(_l("Day"), required=True, default=here.today)
    other = Line(_l("Recipient"), limit=rules.OTHER_LIMIT, required=True)
    country = Choice(_l("Country"), table=COUNTRIES, blank=_l("Not known"))
    basis = Choice(_l("It rests on"), table=rules.BASES)
    note = Prose(_l("Note"), limit=rules.NOTE_LIMIT)


class NoteForm(BulkForm):
    """What was given of the ticked people, or received about them, in any other way."""

    direction = Choice(_l("Direction"), table=rules.DIRECTIONS, required=True)
    provided_on = PastDay(_l("Day"), required=True, default=here.today)
    other = Line(_l("Recipient or source"), limit=rules.OTHER_LIMIT, required=True)
    country = Choice(_l("Country"), table=COUNTRIES)
    items = Line(_l("Which data"), limit=rules.ITEMS_LIMIT, required=True)
    basis = Choice(_l("It rests on"), table=rules.BASES)
    note = Line(_l("Note"), limit=rules.NOTE_LIMIT)


def _noted(number: int) -> str:
    return str(
        ngettext(
            "It is noted that data of %(num)d person were given or received.",
            "It is noted that data of %(num)d people were given or received.",
            number,
        )
    )


def _note(ids: Sequence[int], said: Values, by: Actor) -> Upshot:
    day = said["provided_on"]
    told = dict(said) | {"provided_on": day if isinstance(day, date) else date.fromisoformat(day)}
    provide(ProvisionInput(**told), ids, by=by)
    return Upshot({id: Took() for id in ids})


#: What was given or received of ticked people is one entry.
NOTE_ACT: Final = GroupAct(
    code="provision",
    label=N_("Note data given or received"),
    write=Permission.PRIVACY_LOG,
    sentence=_noted,
    form=NoteForm,
    together=_note,
    most=MOST_NOTED,
)


def _other(row: Provision, who: Reader) -> Markup:
    return cells.link(who.path("privacy.provision", row.id), who.said(row.other), strong=True)


def _grounds(row: Provision, who: Reader) -> str:
    """On what it rests, and for how many where that differs."""
    told = rules.grounds_told(row.grounds, row.basis)
    return who.words(", ").join(
        f"{who.words(label)} ({number})" if number else who.words(label) for label, number in told
    )


COLUMNS: Final = (
    Column(
        "day", N_("Day"), lambda row, _who: row.provided_on, lambda row, who: who.brief(row.provided_on), sort="day"
    ),
    Column("direction", N_("Direction"), lambda row, who: who.words(rules.DIRECTIONS[row.direction])),
    Column("other", N_("Recipient or source"), lambda row, _who: row.other, _other, fixed=True, css="title"),
    Column("country", N_("Country"), lambda row, who: who.words(COUNTRIES.get(row.country, ""))),
    Column("items", N_("Which data"), lambda row, _who: row.items, written=True),
    Column("people", N_("People"), lambda row, _who: row.people_count, number=True),
    Column("scope", N_("Consent"), lambda row, who: who.words(SCOPES.get(row.scope, "")), default=False),
    Column("basis", N_("It rests on"), _grounds),
    Column("file", N_("File"), lambda row, _who: row.file_name, default=False),
    Column("sha256", N_("Checksum (SHA-256)"), lambda row, _who: row.sha256, default=False),
    Column("reason", N_("Reason"), lambda row, _who: row.reason, default=False, written=True),
    Column("note", N_("Note"), lambda row, _who: row.note, default=False, written=True),
)

PROVISIONS_LIST: Final = Listing(
    name="provisions",
    title=N_("Data given and received"),
    endpoint="privacy.provisions",
    permission=Permission.PRIVACY_LOG,
    columns=COLUMNS,
    facets=(coded("direction", N_("Direction"), rules.DIRECTIONS), coded("country", N_("Country"), COUNTRIES)),
    sorts=("-day", "day"),
    wanted=ProvisionFilter,
    filtered=queries.filtered,
    rows=queries.provisions,
    row_id=lambda row: row.id,
    row_name=lambda row: row.other,
    nothing=Nothing(
        N_("No entry matches all of these filters."),
        N_("Nothing was given away yet"),
        N_("Exports and papers that somebody outside receives stand here, and lists that were received."),
    ),
    words=N_("Recipient, or which data"),
)
