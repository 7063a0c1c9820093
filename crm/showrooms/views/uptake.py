"""What trade made of the goods of a showroom, its year on paper, and who asked about a product."""

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from crm.core.database import reading
from crm.core.errors import Refused
from crm.core.languages import ENDONYMS
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.files.contents import paper
from crm.negotiations.rules import STAGE_LABELS
from crm.products import queries as products
from crm.showrooms import contents, queries
from crm.showrooms.rules import uptake as uptake_rules
from crm.showrooms.views.blueprint import bp, day_asked, period_asked
from crm.web.access import me, requires
from crm.web.guards import row_id
from crm.web.locale import language, speak
from crm.web.pages import page


@bp.get("/<int:id>/uptake")
@requires(Permission.NEGOTIATIONS_READ)
def uptake(id: int) -> Response:
    """The products that were shown, with what trade made of each: all, or those that it took so far."""
    showroom = queries.one(id, user=me())
    since, until = day_asked("since"), day_asked("until")
    if since and until and since > until:
        raise Refused(Text("The last day must not be before the first."))
    found = queries.uptake(id, user=me(), language=language(), since=since, until=until)
    reached = request.args.get("reached", "")
    reached = reached if reached in uptake_rules.STEPS else uptake_rules.SHOWN
    maker = request.args.get("maker", type=row_id)
    lines = [line for line in found.at(reached) if maker in (None, line.maker_id)]
    return page(
        "showrooms/uptake.html", line=queries.line(showroom, language()), found=found, lines=lines, reached=reached,
        maker=maker, since=since, until=until, uptake_rules=uptake_rules, stage_labels=STAGE_LABELS,
    )  # fmt: skip


@bp.get("/panels/uptake/<int:id>")
@requires(Permission.NEGOTIATIONS_READ)
def uptake_panel(id: int) -> Response:
    """The same in numbers, beside what was sold."""
    queries.one(id, user=me())
    found = queries.uptake(id, user=me(), language=language())
    return page("showrooms/uptake_panel.html", block="panel", id=id, found=found, uptake_rules=uptake_rules)


@bp.get("/<int:id>/report.pdf")
@requires(Permission.NEGOTIATIONS_READ)
def report(id: int) -> Response:
    """A year of a showroom on paper: what was sold by maker, and what trade took up, in the language of the address."""
    if (chosen := request.args.get("lang", language())) not in ENDONYMS:
        abort(404)
    speak(chosen)
    since, until = period_asked()
    with reading():
        showroom = queries.one(id, user=me())
        html = contents.report(showroom, since, until, user=me())
        name = queries.line(showroom, chosen).name.text
    return paper(html, f"{_('Report on a showroom')} {name}", page=contents.REPORT_PAGE)


@bp.get("/products/<int:id>/asked")
@requires(Permission.LEADS_READ)
def product_asked(id: int) -> Response:
    """Everybody who asked about a product."""
    line = products.line(products.one(id, user=me()), language())
    found = queries.who_asked(id, user=me(), language=language())
    back = url_for("products.record", id=id)
    return page("showrooms/who_asked.html", line=line, name=line.name, found=found, back=back, is_exhibit=False)


@bp.get("/exhibits/<int:id>/asked")
@requires(Permission.LEADS_READ)
def exhibit_asked(id: int) -> Response:
    """Everybody who asked about an exhibit."""
    row = queries.exhibit(id, user=me())
    [line] = queries.exhibit_lines([row], language())
    found = queries.who_asked(row.product_id, user=me(), language=language(), exhibit_id=id)
    back = url_for(".exhibit", id=id)
    return page("showrooms/who_asked.html", line=line, name=line.name, found=found, back=back, is_exhibit=True)
