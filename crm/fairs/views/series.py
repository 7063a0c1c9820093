"""Series of fairs: the list, one with its editions, its form, those that are known; the edition that a fair is."""

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities.rules import ACTIVITY_STATUSES
from crm.audit import services as audit
from crm.core.permissions import Permission
from crm.fairs import contents, queries, rules, services
from crm.fairs.forms import SERIES_LIST, EditionForm, SeriesForm, begun_with
from crm.fairs.views.blueprint import archived, bp, checked_fair
from crm.initiatives.queries import title
from crm.web import listings
from crm.web.access import can, me, requires
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/series/")
@requires(Permission.FAIRS_READ)
def all_series() -> ResponseReturnValue:
    archived = queries.archived_series(user=me(), language=language()) if can(Permission.FAIRS_WRITE) else []
    return listings.show(SERIES_LIST, "fairs/all_series.html", archived_series=archived)


@bp.get("/series/known")
@requires(Permission.FAIRS_READ)
def known() -> Response:
    found = queries.known_series(language())
    return page("fairs/known.html", known=found, kept=queries.kept_already(found, user=me()))


@bp.get("/series/<int:id>")
@requires(Permission.FAIRS_READ)
def series(id: int) -> Response:
    row = queries.series(id, user=me(), archived=None)
    if row.archived_at is not None:
        return archived(title(row.names, language()), url_for(".restore_series", id=id))
    return page("fairs/series.html", series=row, editions=queries.editions(id, user=me()), statuses=ACTIVITY_STATUSES)


@bp.route("/series/new", methods=["GET", "POST"])
@requires(Permission.FAIRS_WRITE)
def new_series() -> ResponseReturnValue:
    form = SeriesForm(data=_begun())
    if form.validate_on_submit():
        with attempt(form):
            made = services.make_series(form.input(), by=me())
            return saved(url_for(".series", id=made.id), _("Saved."))
    return page("fairs/series_form.html", form=form, series=None)


def _begun() -> dict[str, object]:
    """What a new series begins with: nothing, or what is known of the fair that the address names."""
    if not (key := request.args.get("known")):
        return {}
    found = next((each for each in queries.known_series(language()) if each.key == key), None)
    if found is None:
        abort(404)
    return begun_with(found)


@bp.route("/series/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.FAIRS_WRITE)
def edit_series(id: int) -> ResponseReturnValue:
    row = queries.series(id, user=me())
    form = SeriesForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_series(row, form.input(), by=me())
            return saved(url_for(".series", id=id), _("Saved."))
    return page("fairs/series_form.html", form=form, series=row)


@bp.post("/series/<int:id>/archive")
@requires(Permission.FAIRS_WRITE)
def archive_series(id: int) -> ResponseReturnValue:
    audit.archive(queries.series(id, user=me()), rules.SERIES_ARCHIVED, by=me())
    return saved(url_for(".all_series"), _("Fair series archived."), undo=url_for(".restore_series", id=id))


@bp.post("/series/<int:id>/restore")
@requires(Permission.FAIRS_WRITE)
def restore_series(id: int) -> ResponseReturnValue:
    audit.restore(queries.series(id, user=me(), archived=True), rules.SERIES_RESTORED, by=me())
    return saved(url_for(".series", id=id), _("Fair series restored."))


def _series_asked() -> int | None:
    """The series that the address names, of those that the reader may choose."""
    asked = request.args.get("series_id", type=row_id)
    return asked if asked in dict(queries.series_options(user=me(), language=language())) else None


@bp.route("/missions/<int:id>/edition", methods=["GET", "POST"])
@requires(Permission.FAIRS_WRITE)
def edition(id: int) -> ResponseReturnValue:
    activity, row = checked_fair(id), queries.edition(id)
    form = EditionForm.editing(row) if row is not None else EditionForm(data={"series_id": _series_asked()})
    if row is not None and row.series is not None:
        series_id, called = row.series.id, title(row.series.names, language())
        form.series_id.kept = lambda kept: called if kept == series_id else str(kept)
    if form.validate_on_submit():
        with attempt(form, row):
            text = contents.application(activity, language())
            services.write_edition(activity, form.input(), task_text=text, by=me())
            return saved(url_for("missions.record", id=id), _("Saved."))
    return page("fairs/edition_form.html", form=form, activity=activity)
