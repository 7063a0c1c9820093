"""The lists of showrooms and of exhibits as data: columns, filters, orders."""

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from crm.contacts.forms.picks import ORGANISATIONS
from crm.core import here
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.showrooms import queries, rules
from crm.showrooms.forms.chosen import EACH_EXHIBIT, EACH_SHOWROOM
from crm.showrooms.queries import ExhibitLine, ShowroomLine
from crm.web.access import me
from crm.web.listings import Column, Listing, Nothing, Reader, cells, coded, day, flag, records, yes_no
from crm.web.money import money


def _name(line: ShowroomLine, who: Reader) -> Markup:
    return cells.link(who.path("showrooms.record", line.showroom.id), who.text(line.name.text, line.name.language))


def _operator(line: ShowroomLine, who: Reader) -> Markup:
    path = who.path("contacts.organisation", line.showroom.operator_id)
    return cells.link(path, who.text(line.operator.text, line.operator.language))


def _status(line: ShowroomLine, who: Reader) -> str:
    return who.words(rules.STATUSES[line.showroom.status])


def _status_chip(line: ShowroomLine, who: Reader) -> Markup:
    return cells.chip(_status(line, who), rules.STATUS_CHIPS[line.showroom.status])


SHOWROOMS_LIST: Final = Listing(
    name="showrooms",
    title=N_("Permanent showrooms"),
    endpoint="showrooms.index",
    permission=Permission.SHOWROOMS_READ,
    columns=(
        Column(
            "name", N_("Permanent showroom"), lambda line, _who: line.name.text, _name, sort="name", fixed=True,
            css="title",
        ),
        Column("operator", N_("Run by"), lambda line, _who: line.operator.text, _operator),
        Column("place", N_("Place"), lambda line, _who: line.place.text, written=True),
        Column("status", N_("Status"), _status, _status_chip),
        Column(
            "opened", N_("Opened on"), lambda line, _who: line.showroom.opened_on,
            lambda line, who: cells.joined([who.day(line.showroom.opened_on)]), css="fit",
        ),
    ),
    facets=(
        coded("status", N_("Status"), rules.STATUSES),
        records("operator", N_("Run by"), source=ORGANISATIONS, one=True),
    ),
    sorts=("name", "-name", "-changed"),
    wanted=queries.Filter,
    filtered=queries.filtered,
    rows=queries.showrooms,
    besides=lambda _asked, who: {"language": who.language},
    row_id=lambda line: line.showroom.id,
    row_name=lambda line: line.name.text,
    nothing=Nothing(
        N_("No showroom matches all of these filters."),
        N_("No showroom has been recorded yet"),
        N_("Record the place where a local partner shows and sells the makers' goods all year."),
        (N_("New showroom"), "showrooms.new", Permission.SHOWROOMS_WRITE),
    ),
    words=N_("Name or operator"),
    each=EACH_SHOWROOM,
)  # fmt: skip


def _exhibit(line: ExhibitLine, who: Reader) -> Markup:
    """With what the country of the showroom says of it, so that a phone says it, too."""
    link = cells.link(who.path("showrooms.exhibit", line.exhibit.id), who.text(line.name.text, line.name.language))
    told = cells.chip(who.words(line.access.label), line.access.chip) if line.access.state else ""
    return cells.joined([link, told, cells.sub(line.exhibit.code)], " ")


def _price(line: ExhibitLine, who: Reader) -> Markup:
    return money(line.exhibit.price, line.exhibit.currency, who.words)


def _currency(line: ExhibitLine, _who: Reader) -> str:
    return line.exhibit.currency if line.exhibit.price is not None else ""


def _age(line: ExhibitLine, _who: Reader) -> int | None:
    return line.stock.age(here.today())


def _aged(line: ExhibitLine, who: Reader) -> Markup:
    age = _age(line, who)
    if age is None:
        return cells.EMPTY
    return cells.warning(str(age)) if age > rules.OLD.days else cells.joined([str(age)])


def _expires(line: ExhibitLine, who: Reader) -> Markup:
    last = line.stock.expires_on
    if last is None:
        return cells.EMPTY
    near = last <= here.today() + rules.EXPIRING
    return cells.warning(who.day(last)) if near else cells.joined([who.day(last)])


def _showroom_names(ids: Sequence[int], who: Reader) -> Mapping[int, str]:
    return {id: name for id, name in queries.options(user=me(), language=who.language) if id in ids}


SHOWROOM_FACET: Final = records(
    "showroom", N_("Permanent showroom"), named=_showroom_names,
    options=lambda who, user: queries.options(user=user, language=who.language), one=True,
)  # fmt: skip


EXHIBITS_LIST: Final = Listing(
    name="exhibits",
    title=N_("Exhibits"),
    endpoint="showrooms.exhibits",
    permission=Permission.SHOWROOMS_READ,
    columns=(
        Column(
            "name", N_("Exhibit"), lambda line, _who: line.name.text, _exhibit, fixed=True, css="title",
            also=(
                Column("code", N_("Code"), lambda line, _who: line.exhibit.code, sort="code"),
                Column("access", N_("Market access"), lambda line, who: who.words(line.access.label), needs="access"),
            ),
        ),
        Column("held", N_("On the shelf"), lambda line, _who: line.stock.held, number=True),
        Column(
            "maker", N_("Maker"), lambda line, _who: line.maker.text,
            lambda line, who: who.text(line.maker.text, line.maker.language),
        ),
        Column(
            "showroom", N_("Permanent showroom"), lambda line, _who: line.showroom.text,
            lambda line, who: cells.joined([
                who.text(line.showroom.text, line.showroom.language),
                cells.sub(who.text(line.slot.text, line.slot.language)),
            ]),
            also=(
                Column(
                    "slot", N_("Shelf"), lambda line, _who: line.exhibit.slot,
                    lambda line, who: who.text(line.slot.text, line.slot.language),
                ),
            ),
        ),
        Column("way", N_("In transit"), lambda line, _who: line.stock.way or None, number=True),
        Column("sold", N_("Sold"), lambda line, _who: line.stock.sold or None, number=True),
        Column(
            "price", N_("Price on the tag"), lambda line, _who: line.exhibit.price, _price, number=True,
            also=(Column("currency", N_("Currency"), _currency),),
        ),
        Column("age", N_("Days on the shelf"), _age, _aged, number=True),
        Column("expires", N_("Sell by"), lambda line, _who: line.stock.expires_on, _expires, css="fit"),
    ),
    facets=(
        SHOWROOM_FACET,
        yes_no("shelf", N_("On the shelf")),
        flag("expiring", N_("Sell by"), N_("Within 90 days")),
        day("before", N_("Expires before")),
        flag("barred", N_("Market access"), N_("Barred from the country of the showroom")),
        records("maker", N_("Maker"), source=ORGANISATIONS, one=True),
    ),
    sorts=("place", "code", "-code", "-changed"),
    wanted=queries.ExhibitFilter,
    filtered=queries.filtered_exhibits,
    rows=queries.exhibits,
    besides=lambda asked, who: {"language": who.language, "parts": asked.needs},
    row_id=lambda line: line.exhibit.id,
    row_name=lambda line: line.name.text,
    nothing=Nothing(
        N_("No exhibit matches all of these filters."),
        N_("No exhibit has been recorded yet"),
        N_("Exhibits are added on the page of their showroom."),
        (N_("Permanent showrooms"), "showrooms.index", Permission.SHOWROOMS_READ),
    ),
    words=N_("Product, maker or code"),
    each=EACH_EXHIBIT,
)  # fmt: skip
