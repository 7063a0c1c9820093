"""Holidays from a calendar file: sent in, looked at, taken over, taken back."""

from collections import Counter
from datetime import timedelta

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import clock
from crm.core.permissions import Permission
from crm.places import queries, rules, services
from crm.places.forms import CalendarForm
from crm.places.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import ToldRefusal, attempt, page, saved

#: What is said of a day in the preview, and how its chip looks.
VERDICTS = {"new": "good", "changed": "warn", "same": "", "kept": "draft"}


@bp.route("/holidays/import", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def import_holidays() -> ResponseReturnValue:
    form = CalendarForm()
    if form.validate_on_submit():
        with attempt(form):
            content = form.file.data.read(rules.LARGEST_CALENDAR + 1)
            source = form.source.data or form.file.data.filename or ""
            kept = services.open_calendar(content, country=form.country.data, source=source, by=me())
            return saved(url_for(".calendar", id=kept.id))
    return page("places/calendars.html", form=form, earlier=queries.calendar_imports(), rules=rules)


@bp.get("/holidays/imports/<int:id>")
@requires(Permission.PLACES_WRITE)
def calendar(id: int) -> Response:
    return _calendar(id)


def _calendar(id: int, status: int = 200) -> Response:
    """The file beside the table: before it is taken over, what it would do; afterwards, what can be taken back."""
    file = queries.calendar_import(id)
    lines = services.calendar_lines(file) if file.state == "read" else []
    counts = Counter(line.verdict for line in lines)
    return page(
        "places/calendar.html", status=status, file=file, lines=lines, counts=counts, verdicts=VERDICTS, rules=rules,
        unread=rules.calendar_file(file.content, country=file.country).unread, form=ActionForm(formdata=None),
        written=counts["new"] + counts["changed"], until=file.at + timedelta(days=services.UNDO_DAYS),
        is_undoable=file.state == "imported" and file.at + timedelta(days=services.UNDO_DAYS) > clock.now(),
        added=sum(entry["before"] is None for entry in file.journal),
    )  # fmt: skip


@bp.post("/holidays/imports/<int:id>/run")
@requires(Permission.PLACES_WRITE)
def run_calendar(id: int) -> ResponseReturnValue:
    with ToldRefusal():
        services.import_calendar(queries.calendar_import(id), by=me())
        return saved(url_for(".calendar", id=id))
    return _calendar(id, 409)


@bp.post("/holidays/imports/<int:id>/undo")
@requires(Permission.PLACES_WRITE)
def undo_calendar(id: int) -> ResponseReturnValue:
    with ToldRefusal():
        undone, kept = services.undo_calendar(queries.calendar_import(id), by=me())
        told = _("Days restored to their state before the import: %(undone)s.", undone=undone)
        if kept:
            told += " " + _("Changed since, and left as they are: %(kept)s.", kept=kept)
        return saved(url_for(".calendar", id=id), told)
    return _calendar(id, 409)
