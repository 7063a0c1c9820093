"""The registry of counterparts as data: columns, filters, orders."""

from typing import Final

from markupsafe import Markup

from crm.contacts.forms.picks import ORGANISATIONS
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.counterparts import queries, rules
from crm.counterparts.models import SisterLink
from crm.counterparts.queries import LinkLine, Side
from crm.lists.forms import each_of
from crm.places.rules import COUNTRIES
from crm.web.listings import Column, Listing, Nothing, Reader, cells, coded, records, yes_no


def _side(side: Side, who: Reader) -> Markup:
    return cells.link(who.path(side.endpoint, side.id), who.text(side.name.text, side.name.language))


def _between(line: LinkLine, who: Reader) -> Markup:
    both = cells.joined([_side(line.here, who), _side(line.there, who)], ' <span aria-hidden="true">—</span> ')
    return cells.joined([both, cells.sub(who.said(line.link.basis_document))])


def _kind(line: LinkLine, who: Reader) -> str:
    return who.words(rules.KINDS[line.link.kind])


def _status(line: LinkLine, who: Reader) -> str:
    return who.words(rules.STATUSES[line.link.status])


def _kind_link(line: LinkLine, who: Reader) -> Markup:
    return cells.link(who.path("counterparts.record", line.link.id), _kind(line, who))


def _status_chip(line: LinkLine, who: Reader) -> Markup:
    return cells.chip(_status(line, who), rules.STATUS_CHIPS[line.link.status])


COLUMNS: Final = (
    Column(
        "name",
        N_("Between"),
        lambda line, _who: line.here.name.text,
        _between,
        fixed=True,
        css="title",
        also=(
            Column("other", N_("The other side"), lambda line, _who: line.there.name.text),
            Column("document", N_("Document"), lambda line, _who: line.link.basis_document),
        ),
    ),
    Column("kind", N_("Kind"), _kind, _kind_link),
    Column(
        "signed",
        N_("Signed on"),
        lambda line, _who: line.link.signed_on,
        lambda line, who: who.brief(line.link.signed_on),
        sort="-signed",
        css="fit",
    ),
    Column("status", N_("Status"), _status, _status_chip),
    Column("where", N_("Signed at"), lambda line, _who: line.link.signed_where, default=False, written=True),
    Column("notes", N_("Notes"), lambda line, _who: line.link.notes, default=False, phone=False, written=True),
)


COUNTERPARTS_LIST: Final = Listing(
    name="counterparts",
    title=N_("Counterparts"),
    endpoint="counterparts.index",
    permission=Permission.COUNTERPARTS_READ,
    columns=COLUMNS,
    facets=(
        coded("kind", N_("Kind"), rules.KINDS),
        coded("country", N_("Country"), COUNTRIES, occurring=queries.countries),
        coded("status", N_("Status"), rules.STATUSES),
        yes_no("sister", N_("Fulfils all three tests of a sister city")),
        records("organisation", N_("Organisation"), source=ORGANISATIONS, one=True),
    ),
    sorts=("-signed", "signed"),
    wanted=queries.Filter,
    filtered=queries.filtered,
    rows=queries.links,
    besides=lambda _asked, who: {"language": who.language},
    row_id=lambda line: line.link.id,
    row_name=lambda line: f"{line.here.name.text} — {line.there.name.text}",
    nothing=Nothing(
        N_("No link matches all of these filters."),
        N_("No link has been recorded yet"),
        N_("Record the agreements that your region and its bodies have with others."),
        (N_("New link"), "counterparts.new", Permission.COUNTERPARTS_WRITE),
    ),
    words=N_("Place, body or document"),
    each=each_of(SisterLink, Permission.COUNTERPARTS_WRITE, queries.one, rules.ARCHIVED, rules.RESTORED),
)
