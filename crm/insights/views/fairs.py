"""What came of a fair: its page and paper, the leads behind each number, and the panels of the fair and its series."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.cleaning import whole
from crm.core.database import reading
from crm.core.languages import ENDONYMS
from crm.core.paging import cursor_of
from crm.core.permissions import Permission, allows
from crm.core.scripts import is_unreadable, tongue
from crm.core.texts import N_
from crm.fairs import queries as fairs
from crm.fairs import rules as fair_rules
from crm.fairs.models import StallGoods
from crm.fairs.rules import goods as sums
from crm.files.contents import paper
from crm.initiatives.queries import title
from crm.insights import queries
from crm.insights.charts import hours_chart
from crm.insights.rules import answers
from crm.insights.rules import fairs as rules
from crm.insights.rules.fairs import FairTally
from crm.insights.rules.ways import USUAL
from crm.insights.views.figures import bp, switched
from crm.leads import queries as leads
from crm.leads.rules import RANKS
from crm.office import queries as offices
from crm.products import queries as products
from crm.users import queries as users
from crm.web.access import me, requires
from crm.web.filters import planned_day
from crm.web.forms import translate
from crm.web.locale import in_own_language, language, speak
from crm.web.pages import page

#: What the leads are told apart by is called.
HEADINGS: Final = {
    rules.RANK: N_("Rank"), rules.TAKER: N_("Captured by"), rules.PRODUCT: N_("Product"),
    rules.CATEGORY: N_("Product category"), rules.DAY: N_("Day"), rules.HOUR: N_("Hour"),
    rules.ANSWER: N_("First answer"),
}  # fmt: skip
#: How an address writes what nobody told.
UNKNOWN: Final = queries.NONE


@bp.get("/fairs/<int:id>")
@requires(Permission.INSIGHTS_READ)
def fair(id: int) -> Response:
    return page("insights/fair.html", block="results", papers=ENDONYMS, **_shown(_fair(id), _day(), linked=True))


@bp.get("/fairs/<int:id>/leads")
@requires(Permission.INSIGHTS_READ)
def fair_leads(id: int) -> Response:
    """The leads behind a number: those under all values that the address names."""
    activity, wanted = _fair(id), _asked()
    tally = queries.fair_tally(id)
    result = queries.fair_leads(tally, wanted, user=me(), cursor=cursor_of(request.args))
    return page(
        "insights/fair_leads.html", block="results", activity=activity, result=result, label=_labels(tally),
        wanted=wanted, args=_args, named=title(activity.names, language()), heading=leads.heading, firm=leads.firm,
        headings=HEADINGS, rules=rules,
    )  # fmt: skip


@bp.get("/fairs/<int:id>/paper")
@requires(Permission.INSIGHTS_READ)
def fair_paper(id: int) -> Response:
    """The page as PDF in the language that the address names."""
    if (chosen := request.args.get("lang", language())) not in ENDONYMS:
        abort(404)
    speak(chosen)
    activity = _fair(id)
    with reading():
        html = render_template(
            "insights/fair_paper.html", page_lang=chosen, office=offices.current(), printed_on=here.today(),
            **_shown(activity, _day(), linked=False),
        )  # fmt: skip
    return paper(html, f"{_('Results of the fair')} {title(activity.names, chosen)}")


@bp.get("/panels/fair/<int:id>")
@requires(Permission.INSIGHTS_READ)
def fair_panel(id: int) -> Response:
    """On the record of a fair: its leads by rank. Nothing of another activity."""
    activity = fairs.fair(id, user=me())
    tally = queries.fair_tally(id) if fairs.has_booths(activity) else None
    return page("insights/fair_panel.html", block="panel", activity=activity, tally=tally, rules=rules, args=_args)


@bp.get("/panels/series/<int:id>")
@requires(Permission.INSIGHTS_READ)
def series_panel(id: int) -> Response:
    """On the record of a series: what came of each of our editions."""
    fairs.series(id, user=me())
    editions = fairs.editions(id, user=me())
    rows = queries.edition_rows([edition.activity_id for edition in editions], as_of=here.today())
    return page("insights/series_panel.html", block="panel", editions=editions, rows=rows, switched=switched(USUAL),
                title_of=title)  # fmt: skip


def _fair(id: int) -> Activity:
    """The fair with its names; 404 for another activity, NotVisible where there is none for the reader."""
    activity = fairs.fair(id, user=me())
    if not fairs.has_booths(activity):
        abort(404)
    return activity


def _day() -> date | None:
    """The day that the address asks for; None for the whole fair."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def _asked() -> dict[str, str]:
    """{way: value} of the address, as `_args` writes them."""
    found = {way: request.args[way] for way in rules.WAYS_APART if request.args.get(way)}
    return {way: "" if value == UNKNOWN else value for way, value in found.items()}


def _args(wanted: dict[str, str], **more: str) -> dict[str, str]:
    """The address arguments of the leads under some values."""
    return {way: value or UNKNOWN for way, value in (wanted | more).items()}


def _labels(tally: FairTally) -> Callable[[str, str], str]:
    """What a value of one of the ways is called."""
    codes = [code.removeprefix("user:") for code, _number in tally.by(rules.TAKER) if code.startswith("user:")]
    names = users.names_of([int(code) for code in codes])
    unread = any(is_unreadable(name, language()) for name in names.values())
    colleagues = contacts.colleagues() if unread else {}
    ids = [int(code) for code, _number in tally.by(rules.PRODUCT) if code.isdigit()]
    goods = (
        {
            line.product.id: in_own_language(line.name.text, line.name.language)
            for line in products.shown(ids, language())
        }
        if ids
        else {}
    )

    def label(way: str, value: str) -> str:
        if not value:
            untold = {
                rules.HOUR: _("Hour not told"),
                rules.RANK: _("No rank, or not pursued"),
                rules.PRODUCT: _("No product named"),
            }
            return str(untold.get(way, _("Not told")))
        if way == rules.TAKER:
            kind, _colon, told = value.partition(":")
            who = told if kind == "phone" else names.get(int(told), "")
            own = in_own_language(who, tongue(who, here.han_language())) or str(_("Not told"))
            person = colleagues.get("".join(who.split())) if kind == "user" else None
            return own if person is None else _readable(person, own)
        if way == rules.PRODUCT and value == rules.UNLISTED:
            return str(_("Not in the catalogue"))
        if way == rules.PRODUCT:
            return goods.get(whole(value, digits=9) or 0) or str(_("Not told"))
        if way == rules.DAY:
            return planned_day(date.fromisoformat(value))
        if way == rules.HOUR:
            return f"{value}:00–{(int(value) + 1) % 24:02}:00"
        table = {rules.RANK: RANKS, rules.CATEGORY: PRODUCT_CATEGORIES, rules.ANSWER: rules.FIRST_ANSWERS}[way]
        return translate(table[value]) if value in table else value

    return label


def _readable(person: Person, own: str) -> str:
    """The name of a colleague for readers who cannot read it, and behind it as the colleague writes it."""
    name = contacts.display_name(person, language())
    if is_unreadable(name.text, language()):
        gloss = contacts.gloss(person, language())
        return own if gloss is None else Markup("{} {}").format(own, in_own_language(gloss.text, gloss.language))
    told = in_own_language(name.text, name.language)
    return own if told == own else Markup("{} {}").format(told, own)


def _shown(activity: Activity, day: date | None, *, linked: bool) -> dict[str, Any]:
    """What page and paper tell of a fair, or of a day of it."""
    today = here.today()
    whole = queries.fair_tally(activity.id)
    tally = whole.of_day(day)
    own, before = queries.with_before(activity, user=me(), as_of=today)
    label = _labels(whole)
    named = ACTIVITY.seen_names([before.activity_id], me(), language()) if before is not None and before.seen else {}
    return {
        "activity": activity,
        "named": title(activity.names, language()),
        "day": day,
        "whole": whole,
        "tally": tally,
        "label": label,
        "chart": _chart(activity, day, tally, linked=linked),
        "goods": _goods(activity) if day is None else None,
        "total_of": sums.total,
        "own": own,
        "before": before,
        "before_named": named,
        "left_out_here": queries.is_left_out(activity.id),
        "published": queries.published_results(language()),
        "curve": queries.answer_curve() if day is None else None,
        "answers": answers,
        "rules": rules,
        "ranks": RANKS,
        "headings": HEADINGS,
        "args": _args,
        "of_day": {rules.DAY: day.isoformat()} if day is not None else {},
        "switched": switched(USUAL),
        "as_of": today,
    }


def _goods(activity: Activity) -> dict[int, list[StallGoods]] | None:
    """{maker: what their goods came to} of a product fair; None at any other, and for who sees no booths."""
    if activity.type != fair_rules.SELLING or not allows(me().role, Permission.FAIRS_READ):
        return None
    return fairs.goods_by_maker(activity.id, user=me())


def _chart(activity: Activity, day: date | None, tally: FairTally, *, linked: bool) -> Markup | None:
    """The leads by hour and rank; None where no hour was told."""
    rows: Sequence[tuple[str, list[int]]] = [row for row in tally.ranks_by(rules.HOUR) if row[0]]
    if not rows:
        return None
    told = ", ".join(f"{hour}:00 {sum(numbers)}" for hour, numbers in rows)
    of_day = {rules.DAY: day.isoformat()} if day is not None else {}

    def href(hour: str) -> str:
        found: dict[str, Any] = _args(of_day, hour=hour)
        return url_for(".fair_leads", id=activity.id, **found)

    return hours_chart(
        rows,
        parts=[*RANKS, _("No rank, or not pursued")],
        title=_("Leads by hour: %(counts)s.", counts=told),
        href=href if linked else None,
        language=language(),
    )
