"""What an activity carries: the panel on its page, the page on which it is chosen, and the list of samples."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.core import here
from crm.core.errors import Refused
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.files.contents import LANDSCAPE, paper
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.places import queries as places
from crm.places import rules as place_rules
from crm.places.forms import keep_rates
from crm.products import queries, services
from crm.products.forms import carry_form, sample_form
from crm.products.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.locale import language
from crm.web.pages import attempt, page, saved
from crm.wordings import queries as wordings


@bp.get("/panels/activities/<int:id>")
@requires(Permission.PRODUCTS_READ)
def activity_panel(id: int) -> Response:
    samples = queries.samples(id, user=me(), language=language())
    activity = activities.one(id, user=me())
    country = _country(activity)
    return page(
        "products/carried_panel.html", block="panel", samples=samples, activity_id=id, called=_called(activity),
        country=country, access=queries.access_of([each.line.product for each in samples], country),
    )  # fmt: skip


def _country(activity: Activity) -> str:
    """Where we go with the products; "" where guests come to us."""
    return places.country_of(activity.place_id) if activity.direction == "outbound" else ""


def _called(activity: Activity) -> str:
    """What the products of an activity are called: we carry none to guests who come to us."""
    return str(_("Products shown to the guests") if activity.direction == "inbound" else _("Products carried"))


@bp.route("/missions/<int:id>", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def carried(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form = carry_form(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            services.carry(activity, form["product_id"].data, by=me())
            return saved(url_for(".carried", id=id), _("Saved."))
    samples = queries.samples(id, user=me(), language=language())
    heading = title(activity.names, language())
    return page("products/carried.html", form=form, activity_id=id, heading=heading, samples=samples,
                called=_called(activity), country=_country(activity),
                access=queries.access_of([each.line.product for each in samples], _country(activity)))  # fmt: skip


@bp.route("/missions/<int:id>/<int:product_id>/samples", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def sample(id: int, product_id: int) -> ResponseReturnValue:
    activity, shown = activities.one(id, user=me()), queries.sample(id, product_id, user=me(), language=language())
    form = sample_form(activity, product_id)
    if form.validate_on_submit() and form.accepts(services.sample_doubts(activity, product_id, form.input())):
        with attempt(form, activity):
            keep_rates(form, by=me())
            services.list_sample(activity, product_id, form.input(), by=me())
            return saved(url_for(".carried", id=id), _("Saved."))
    return page("products/sample.html", form=form, activity_id=id, line=shown.line)


@bp.get("/missions/<int:id>/samples.pdf")
@requires(Permission.PRODUCTS_READ)
def samples_paper(id: int) -> Response:
    activity = activities.one(id, user=me())
    found = queries.samples(id, user=me(), language=language())
    sized = [each for each in found if each.row.quantity]
    samples = [*sized, *(each for each in found if each.is_unsized)]
    if not samples:
        raise Refused(Text("No samples are listed yet: there is nothing to declare."))
    html = render_template(
        "products/samples_paper.html", activity=activity, samples=samples, values=queries.sample_values(sized),
        office=offices.current(), words=wordings.in_language(language()), kept=contacts.kept,
        written=contacts.written, today=here.today(), office_lines=contact_lines(offices.current(), language()),
        place_rules=place_rules,
    )  # fmt: skip
    return paper(html, f"{_('List of samples')} {title(activity.names, language())}", page=LANDSCAPE)


@bp.post("/missions/<int:id>/<int:product_id>/move")
@requires(Permission.MISSIONS_WRITE)
def move(id: int, product_id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    services.move(activity, product_id, down=request.form.get("to") == "down", by=me())
    return saved(url_for(".carried", id=id))


@bp.post("/missions/<int:id>/<int:product_id>/leave")
@requires(Permission.MISSIONS_WRITE)
def leave(id: int, product_id: int) -> ResponseReturnValue:
    services.leave(activities.one(id, user=me()), product_id, by=me())
    return saved(url_for(".carried", id=id), _("Product removed."))
