"""The list of negotiations as data: columns, filters, orders, totals. The board stands beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

from flask_babel import ngettext
from markupsafe import Markup

from crm.contacts import queries as contacts
from crm.contacts.forms.followed import SILENT, STEPLESS, followed, heard, put_off
from crm.contacts.forms.picks import ORGANISATIONS
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_, listing
from crm.fields.forms import own_extra
from crm.initiatives import queries as initiatives
from crm.negotiations import queries, rules
from crm.negotiations.forms.cases import PARTNER_ANSWERS
from crm.negotiations.forms.chosen import EACH
from crm.negotiations.forms.turns import moves
from crm.negotiations.queries import CaseFilter, CaseLine, Standing
from crm.negotiations.rules.turns import TURNS
from crm.places import queries as places
from crm.places.forms import place_facet
from crm.places.rules import TIERS
from crm.products import queries as products
from crm.users.forms import OWNER
from crm.web.access import can
from crm.web.listings import Asked, Column, Listing, Nothing, Reader, Total, cells, coded, flag, records
from crm.web.locale import language, staff
from crm.web.money import money


def _wanted(asked: Asked, user: Actor) -> CaseFilter:
    today = here.today()
    stalled_on, undecided_on = (today if asked.one(name) else None for name in ("stalled", "undecided"))
    more = followed(asked, user) | {name: bool(asked.one(name)) for name in ("stepless", "rival_named")}
    return asked.conditions(CaseFilter, stalled_on=stalled_on, undecided_on=undecided_on, **more)


# ------------------------------------------------------------------ cells


def _title(line: CaseLine, who: Reader) -> Markup:
    called = who.said(queries.title(line.case, who.language))
    link = cells.link(who.path("negotiations.record", line.case.id), called, strong=True)
    if line.undecided:
        link = cells.joined([link, cells.chip(who.words(N_("Not decided by management")), "warn")], " ")
    firm = line.case.counterpart
    name, read = contacts.display_name(firm, who.language), contacts.gloss(firm, who.language)
    return cells.joined([link, cells.sub(who.texts(name, read))])


def _stage(line: CaseLine, who: Reader) -> str:
    return who.words(rules.STAGE_LABELS[line.case.stage])


def age(standing: Standing) -> str:
    """Days in the stage, and whether that is long, in words: colour alone would not say it."""
    return _aged(standing.days, standing.age, language())


# Kept: the cases of a list or board are of few ages.
@lru_cache(maxsize=4096)
def _aged(days: int, state: str, _language: str) -> str:
    if state == "bad":
        return str(ngettext("%(num)d day, over the limit", "%(num)d days, over the limit", days))
    if state == "warn":
        return str(ngettext("%(num)d day, near the limit", "%(num)d days, near the limit", days))
    return str(ngettext("%(num)d day", "%(num)d days", days))


def _standing(line: CaseLine, who: Reader) -> Markup:
    parts = [_stage(line, who)]
    if rules.is_open(line.case.stage):
        parts.append(cells.sub(cells.toned(age(line.standing), f"age {line.standing.age}")))
    if line.standing.reasons:
        parts.append(cells.chip(who.words(N_("Stalled")), "warn"))
    if line.case.on_hold:
        parts.append(cells.chip(who.words(N_("On hold")), "draft"))
    return cells.joined(parts, " ")


def _value(line: CaseLine, who: Reader) -> Markup:
    if line.case.value is None:
        return cells.joined([money(None, line.case.currency)])
    note = who.words(rules.value_note(line.case.stage, line.case.value_period))
    return cells.joined([money(line.case.value, line.case.currency, who.words), cells.sub(note)])


def _period(line: CaseLine, who: Reader) -> str:
    return who.words(rules.VALUE_PERIODS[line.case.value_period]) if line.case.value is not None else ""


def _step(line: CaseLine, who: Reader) -> Markup:
    if not rules.is_open(line.case.stage):
        return cells.EMPTY
    if not line.case.next_step:
        return cells.warning(who.words(N_("none")))
    due = who.brief(line.case.next_step_due)
    toned = cells.toned(due, "t-bad") if line.standing.step == "late" else due
    may = who.once(can, Permission.NEGOTIATIONS_WRITE) and line.case.next_step_due is not None
    later = put_off(who.path("negotiations.week", line.case.id), line.case.next_step, who) if may else ""
    return cells.joined([who.said(line.case.next_step), cells.sub(cells.joined([toned, later], " "))])


def _turn(line: CaseLine, who: Reader) -> Markup:
    since_when = Markup(who.words(N_("since %(day)s")))  # noqa: S704  # a sentence of ours; the day brings its own mark
    told = moves(line.turn, who.once(here.today))
    return cells.joined([cells.joined([text, cells.sub(since_when % {"day": who.brief(day)})]) for text, day in told])


def _place(line: CaseLine, who: Reader) -> str:
    place = line.case.place
    return places.display_name(place, who.language).text if place is not None else ""


def _lost_to(line: CaseLine, who: Reader) -> str:
    rival = queries.rival_of(line.case, who.language)
    return rival.name.text if rival is not None else ""


def _lost_to_cell(line: CaseLine, who: Reader) -> Markup:
    rival = queries.rival_of(line.case, who.language)
    return cells.link(who.path(rival.endpoint, rival.id), who.text(*rival.name)) if rival is not None else cells.EMPTY


def _goods(line: CaseLine, who: Reader) -> str:
    named = [products.name_for(product, who.language).text for product in line.case.goods]
    return listing(who.language, named)


def _name_of(firm: Organisation) -> str:
    return contacts.own_name(firm).text


COLUMNS: Final = (
    Column(
        "name",
        N_("Negotiation"),
        lambda line, who: queries.title(line.case, who.language),
        _title,
        sort="title",
        needs="barred",
        fixed=True,
        css="title",
        also=(Column("counterpart", N_("Counterpart"), lambda line, _who: _name_of(line.case.counterpart)),),
    ),
    Column(
        "stage",
        N_("Stage"),
        _stage,
        _standing,
        sort="entered",
        also=(Column("days", N_("Days in the stage"), lambda line, _who: line.standing.days, number=True),),
    ),
    Column(
        "value",
        N_("Value"),
        lambda line, _who: line.case.value,
        _value,
        number=True,
        also=(
            Column(
                "currency", N_("Currency"), lambda line, _who: line.case.currency if line.case.value is not None else ""
            ),
            Column("period", N_("The value is"), _period),
        ),
    ),
    Column(
        "step",
        N_("Next step"),
        lambda line, _who: line.case.next_step,
        _step,
        sort="due",
        acts=True,
        also=(Column("due", N_("Due date"), lambda line, _who: line.case.next_step_due),),
    ),
    Column(
        "turn",
        N_("Whose move"),
        lambda line, who: listing(who.language, [text for text, _since in moves(line.turn, who.once(here.today))]),
        _turn,
        sort="turn",
        needs=queries.TURN,
        phone=False,
        also=(Column("waits", N_("Waits since"), lambda line, _who: line.turn.since),),
    ),
    heard("contact"),
    Column(
        "owner",
        N_("Person in charge"),
        lambda line, _who: line.case.owner.display_name if line.case.owner else "",
        lambda line, who: who.once(staff, line.case.owner),
    ),
    Column(
        "ours",
        N_("Our organisation"),
        lambda line, _who: _name_of(line.case.our_organisation),
        default=False,
        written=True,
    ),
    Column("place", N_("Target place"), _place, default=False, needs="place", written=True),
    Column(
        "category",
        N_("Product category"),
        lambda line, who: who.words(PRODUCT_CATEGORIES.get(line.case.category, "")),
        default=False,
    ),
    Column("goods", N_("Products of the catalogue"), _goods, default=False, needs="goods", written=True),
    Column("products", N_("Products"), lambda line, _who: line.case.products, default=False, written=True),
    Column(
        "loss",
        N_("Reason for losing"),
        lambda line, who: who.words(rules.LOSS_REASONS.get(line.case.loss_reason, "")),
        default=False,
        also=(Column("loss_note", N_("What happened"), lambda line, _who: line.case.loss_note),),
    ),
    Column("lost_to", N_("Lost to"), _lost_to, _lost_to_cell, default=False, needs="lost_to"),
    Column(
        "sign",
        N_("Expected signing"),
        lambda line, _who: line.case.expected_sign_on,
        lambda line, who: who.brief(line.case.expected_sign_on),
        default=False,
    ),
    Column(
        "opened",
        N_("Opened"),
        lambda line, _who: line.case.created_at,
        lambda line, who: who.brief_moment(line.case.created_at),
        sort="-opened",
        default=False,
    ),
)


# ------------------------------------------------------------------ the queries behind it


def _totals(wanted: CaseFilter, user: Actor) -> Mapping[str, Sequence[Total]]:
    found = queries.value_totals(wanted, user=user)
    return {"value": [Total(money, note) for money, note in found]}


def _initiative_names(ids: Sequence[int], who: Reader) -> Mapping[int, str]:
    return initiatives.labels(ids, language=who.language)


def _product_names(ids: Sequence[int], who: Reader) -> Mapping[int, str]:
    return products.product_names(ids, who.language)


def _product_options(who: Reader, user: Actor) -> Iterable[tuple[int, str]]:
    found = products.shown(queries.products_used(user=user), who.language)
    return [(each.product.id, each.name.text) for each in found]


NEGOTIATIONS_LIST: Final = Listing(
    name="negotiations",
    title=N_("Negotiations"),
    endpoint="negotiations.listing",
    permission=Permission.NEGOTIATIONS_READ,
    columns=COLUMNS,
    facets=(
        coded("stage", N_("Stage"), rules.STAGE_LABELS),
        OWNER,
        records(
            "initiative",
            N_("Initiative"),
            named=_initiative_names,
            options=lambda who, user: initiatives.options(user=user, language=who.language),
            one=True,
        ),
        place_facet("place", N_("Target place"), used=lambda user: queries.places_used(user=user)),
        records("organisation", N_("Organisation"), source=ORGANISATIONS, one=True),
        coded("category", N_("Product category"), PRODUCT_CATEGORIES, one=True),
        records("product", N_("Product"), named=_product_names, options=_product_options, one=True),
        coded("loss", N_("Reason for losing"), rules.LOSS_REASONS),
        place_facet("lost_region", N_("Lost to region"), used=lambda user: queries.rival_places(user=user)),
        records("lost_organisation", N_("Lost to organisation"), source=ORGANISATIONS, one=True),
        flag("rival_named", N_("Lost to"), N_("A rival that is named"), value="1"),
        coded("tier", N_("City tier at the first talk"), TIERS, one=True),
        coded("partner", N_("Partner with sales routes at the first talk"), PARTNER_ANSWERS, one=True),
        coded("turn", N_("Whose move"), TURNS, one=True),
        flag("stalled", N_("Stalled"), N_("Yes"), value="1"),
        flag("undecided", N_("Barred goods"), N_("Not decided by management"), value="1"),
        STEPLESS,
        SILENT,
    ),
    sorts=(
        "-opened",
        "opened",
        "title",
        "-title",
        "entered",
        "-entered",
        "due",
        "-due",
        "contact",
        "-contact",
        "turn",
        "-turn",
    ),
    wanted=_wanted,
    filtered=queries.filtered,
    rows=queries.case_lines,
    besides=lambda asked, _who: {"as_of": here.today(), "parts": asked.needs},
    row_id=lambda line: line.id,
    row_name=lambda line: queries.title(line.case, language()),
    totals=_totals,
    nothing=Nothing(
        N_("No negotiation matches these filters."),
        N_("No negotiations yet"),
        N_("A negotiation comes from a lead, or is opened here."),
        (N_("New negotiation"), "negotiations.new", Permission.NEGOTIATIONS_WRITE),
    ),
    words=N_("Title, product or organisation"),
    own=partial(own_extra, "negotiations", lambda line: line.id),
    each=EACH,
)
#: What the cards of the board lie in lanes by; each is called as the filter of its name.
LANES: Final = {
    "initiative": N_("Initiative"),
    "place": N_("Target place"),
    "partner": N_("Partner"),
    "owner": N_("Person in charge"),
}  # fmt: skip
#: The same conditions at the address of the board.
BOARD: Final = replace(
    NEGOTIATIONS_LIST,
    name="board",
    endpoint="negotiations.index",
    facets=(*NEGOTIATIONS_LIST.facets, replace(coded("lanes", N_("Group by"), LANES, one=True), tab=True)),
)
