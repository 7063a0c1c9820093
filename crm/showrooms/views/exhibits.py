"""Exhibits: the list, one with its movements, its form, counting the shelf, and the labels."""

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core import here
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.files.contents import paper
from crm.places import queries as places
from crm.products import queries as products
from crm.showrooms import contents, queries, rules, services
from crm.showrooms.forms import EXHIBITS_LIST, ExhibitForm, MovementForm, count_form, counted
from crm.showrooms.models import Exhibit, Showroom
from crm.showrooms.views.asked import shown_leads
from crm.showrooms.views.blueprint import bp, day_asked
from crm.showrooms.views.goods import printed_address
from crm.web import listings
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.forms import translate
from crm.web.locale import language
from crm.web.pages import ToldRefusal, attempt, page, saved


@bp.get("/exhibits/")
@requires(Permission.SHOWROOMS_READ)
def exhibits() -> ResponseReturnValue:
    return listings.show(EXHIBITS_LIST, "showrooms/exhibits.html")


@bp.get("/exhibits/<int:id>")
@requires(Permission.SHOWROOMS_READ)
def exhibit(id: int) -> Response:
    row = queries.exhibit(id, user=me())
    [line] = queries.exhibit_lines([row], language())
    country = row.showroom.place.country
    return page(
        "showrooms/exhibit.html",
        line=line,
        exhibit=row,
        terms=queries.terms_on(row.showroom.contracts, here.today()),
        country=country,
        access=products.access_by_id([row.product_id], country),
        movements=queries.movements(id, request.args.get("cursor")),
        carried=queries.carried(id),
        **shown_leads(row),
    )


@bp.route("/<int:id>/exhibits/new", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def new_exhibit(id: int) -> ResponseReturnValue:
    showroom = queries.one(id, user=me())
    form, row = ExhibitForm(data=_begun(showroom)), Exhibit(showroom_id=id)
    if form.validate_on_submit() and form.accepts(services.exhibit_doubts(row, showroom, form.input())):
        with attempt(form):
            made = services.write_exhibit(row, form.input(), by=me())
            return saved(after_saving(url_for(".exhibit", id=made.id)), _("Saved."))
    line = queries.line(showroom, language())
    return page("showrooms/exhibit_form.html", form=form, line=line, showroom=showroom, exhibit=None)


def _begun(showroom: Showroom) -> dict[str, object]:
    """The tag of a new exhibit is in the currency of the terms, else of the showroom's country. Since when it has been
    shown nobody guesses: what is recorded today may hang there since the showroom opened."""
    return {"currency": queries.usual_currency(showroom)}


@bp.route("/exhibits/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def edit_exhibit(id: int) -> ResponseReturnValue:
    row = queries.exhibit(id, user=me())
    form = ExhibitForm.editing(row)
    showroom = queries.one(row.showroom_id, user=me())
    if form.validate_on_submit() and form.accepts(services.exhibit_doubts(row, showroom, form.input())):
        with attempt(form, row):
            services.write_exhibit(row, form.input(), by=me())
            return saved(url_for(".exhibit", id=id), _("Saved."))
    showroom = queries.one(showroom.id, user=me())
    line = queries.line(showroom, language())
    return page("showrooms/exhibit_form.html", form=form, line=line, showroom=showroom, exhibit=row)


@bp.post("/exhibits/<int:id>/archive")
@requires(Permission.SHOWROOMS_WRITE)
def archive_exhibit(id: int) -> ResponseReturnValue:
    row = queries.exhibit(id, user=me())
    with ToldRefusal():
        services.put_away(row, by=me())
        there = url_for(".record", id=row.showroom_id)
        return saved(there, _("Exhibit archived."), undo=url_for(".restore_exhibit", id=id))
    return exhibit(id), 409


@bp.post("/exhibits/<int:id>/restore")
@requires(Permission.SHOWROOMS_WRITE)
def restore_exhibit(id: int) -> ResponseReturnValue:
    services.bring_back(queries.exhibit(id, user=me(), archived=True), by=me())
    return saved(url_for(".exhibit", id=id), _("Exhibit restored."))


@bp.route("/exhibits/<int:id>/move", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def move(id: int) -> ResponseReturnValue:
    row = queries.exhibit(id, user=me())
    form = MovementForm()
    if form.validate_on_submit() and form.accepts(services.doubts(row, form.input())):
        with attempt(form):
            moved = services.move(row, form.input(), by=me())
            lacking = -queries.stocks_of([id])[id].way if moved.kind == "received" else 0
            for bar in services.bars(row).values() if moved.kind in services.BEFORE_OPENING else ():
                flash(translate(bar), "warn")
            told = _(
                "Saved. Pieces received without a dispatch on record: %(number)s. Record that they were sent, too.",
                number=lacking,
            )
            return saved(url_for(".exhibit", id=id), told if lacking > 0 else _("Saved."))
    if request.method == "GET" and (kind := request.args.get("kind", "")) in rules.BY_HAND:
        form.kind.data = kind
    [line] = queries.exhibit_lines([queries.exhibit(id, user=me())], language())
    bars = services.bars(row).values()
    return page("showrooms/movement.html", form=form, line=line, bars=[] if form.doubted else bars)


@bp.post("/movements/<int:id>/remove")
@requires(Permission.SHOWROOMS_WRITE)
def remove_movement(id: int) -> ResponseReturnValue:
    row = queries.movement(id, user=me())
    there = row.exhibit_id
    with ToldRefusal():
        services.remove_movement(row, by=me())
        return saved(url_for(".exhibit", id=there), _("Removed."), undo=url_for(".restore_movement", id=id))
    return exhibit(there), 409


@bp.post("/movements/<int:id>/restore")
@requires(Permission.SHOWROOMS_WRITE)
def restore_movement(id: int) -> ResponseReturnValue:
    row = queries.movement(id, user=me(), archived=True)
    services.restore_movement(row, by=me())
    return saved(url_for(".exhibit", id=row.exhibit_id), _("Restored."))


@bp.route("/<int:id>/count", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def count(id: int) -> ResponseReturnValue:
    showroom = queries.one(id, user=me())
    lines = queries.shelf(id, user=me(), language=language(), room=showroom)
    form = count_form(lines, day_asked("day") or here.today())
    if form.validate_on_submit():
        with attempt(form):
            number = services.count(counted(form, lines), form["day"].data, by=me())
            message = ngettext("Counted: %(num)d adjustment.", "Counted: %(num)d adjustments.", number)
            return saved(url_for(".record", id=id), message)
    day = form["day"].data or here.today()
    book = queries.held_on([line.exhibit.id for line in lines], day)
    line = queries.line(showroom, language())
    return page("showrooms/count.html", form=form, line=line, lines=lines, day=day, book=book)


@bp.get("/<int:id>/labels.pdf")
@requires(Permission.SHOWROOMS_READ)
def labels(id: int) -> Response:
    """The labels of all exhibits, or with `?exhibit` of one."""
    line = queries.line(queries.one(id, user=me()), language())
    asked = request.args.get("exhibit", "")
    shelf = queries.shelf(id, user=me(), language=language(), room=line.showroom)
    shown = [each for each in shelf if asked in ("", str(each.exhibit.id))]
    if asked and not shown:
        raise NotVisible
    held = products.access_by_id([each.exhibit.product_id for each in shown], places.country_of(line.showroom.place_id))
    barred = {id for id, found in held.items() if found.is_barred}
    return paper(
        contents.labels(shown, printed_address, barred), f"{_('Labels')} {line.name.text}", page=contents.LABELS_PAGE
    )


@bp.get("/panels/products/<int:id>")
@requires(Permission.SHOWROOMS_READ)
def product_panel(id: int) -> Response:
    lines = queries.of_product(id, user=me(), language=language())
    return page("showrooms/product_panel.html", block="panel", lines=lines, product_id=id)
