"""Importing a file: upload, encoding, columns, trial run, import, result, undo."""

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.database import db
from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.fields import queries as own_fields
from crm.interchange import columns, queries, rules
from crm.interchange.forms import ColumnsForm, ReadingForm, UploadForm
from crm.interchange.models import ImportBatch
from crm.interchange.rules import rejects
from crm.interchange.rules.outcomes import sentence
from crm.interchange.services import batches
from crm.interchange.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.forms import translate
from crm.web.guards import row_id
from crm.web.instance import instance_folder
from crm.web.pages import attempt, page, saved


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables that the templates share."""
    return {"rules": rules, "sentence": sentence, "heading": _heading, "cancelled": batches.CANCELLED}


def _heading(batch: ImportBatch, text: str) -> str:
    """A heading as it is shown: a vCard has none, its columns bear the words of what they mean."""
    return translate(columns.PEOPLE_TARGETS[text]) if batch.format == "vcf" and text else text


def _let_go() -> None:
    """End the transaction before a file is read, which takes its time; what is loaded stays readable."""
    db.session.expunge_all()
    db.session.rollback()


@bp.get("/")
@requires(Permission.INTERCHANGE_IMPORT)
def index() -> Response:
    result = queries.batches(user=me(), cursor=cursor_of(request.args))
    return page("interchange/index.html", block="results", result=result)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.INTERCHANGE_IMPORT)
def new() -> ResponseReturnValue:
    form = UploadForm(data={"kind": request.args.get("kind", "people")})
    if form.validate_on_submit():
        with attempt(form):
            content, name = form.file.data.read(), form.file.data.filename or ""
            _let_go()
            upload = batches.taken(content, name=name, instance=instance_folder())
            batch = batches.open_batch(upload, form.kind.data, by=me())
            return saved(url_for(".reading", id=batch.id))
    return page("interchange/new.html", block="form", form=form)


@bp.get("/<int:id>")
@requires(Permission.INTERCHANGE_IMPORT)
def record(id: int) -> ResponseReturnValue:
    batch = queries.one(id, user=me())
    if batch.state in (rules.READING, rules.COLUMNS):
        return redirect(url_for(".reading" if batch.state == rules.READING else ".columns_of", id=id), 303)
    return page("interchange/record.html", block="state", batch=batch, **_shown(batch))


def _shown(batch: ImportBatch) -> dict[str, Any]:
    """What the page of an import in its state shows."""
    if batch.state in rules.MOVING:
        return {"job": queries.job_of(batch), "stands_still": queries.stands_still(batch)}
    if batch.state == rules.CHECKED_STATE:
        return {}
    return {
        "imported": sum(n for status, n in queries.counts_of(batch.id).items() if status in (rules.NEW, rules.UPDATED)),
        "rejected": queries.rows_of(batch.id, rules.REJECTED, limit=20),
        "duplicates": queries.rows_of(batch.id, rules.DUPLICATE, limit=20),
        "remarked": queries.remarked(batch.id, limit=20),
        "undone": queries.undone_of(batch.id),
        "kept": queries.rows_of(batch.id, *rules.STATUSES, undone="kept", limit=50),
    }


@bp.route("/<int:id>/reading", methods=["GET", "POST"])
@requires(Permission.INTERCHANGE_IMPORT)
def reading(id: int) -> ResponseReturnValue:
    batch = queries.one(id, user=me())
    if batch.state == rules.DROPPED:
        return redirect(url_for(".record", id=id), 303)
    form = ReadingForm()
    changes = _changes(batch)
    head = None
    with attempt(form):
        _let_go()
        head = batches.look(batch, instance_folder(), **changes)
        if request.method == "POST" and form.validate_on_submit():
            kept = queries.one(id, user=me())
            batches.read_as(kept, head, hidden=changes["take_hidden"], by=me())
            return saved(url_for(".columns_of", id=id))
    return page("interchange/reading.html", block="form", form=form, batch=batch, head=head, changes=changes)


def _changes(batch: ImportBatch) -> dict[str, Any]:
    """How the address or the form wants the file to be read; unknown answers are passed over."""
    values = request.form if request.method == "POST" else request.args
    encoding, sheet = values.get("encoding", batch.encoding), values.get("sheet", batch.sheet)
    line = 0 if values.get("line") == "0" else values.get("line", type=row_id)
    found: dict[str, Any] = {
        "encoding": encoding if encoding in rules.ENCODINGS else batch.encoding,
        "sheet": sheet if sheet in batch.sheets else batch.sheet,
        "take_hidden": "take_hidden" in values if "shown" in values else batch.take_hidden,
    }
    return found | ({"line": line - 1} if line is not None else {})


@bp.route("/<int:id>/columns", methods=["GET", "POST"])
@requires(Permission.INTERCHANGE_IMPORT)
def columns_of(id: int) -> ResponseReturnValue:
    batch = queries.one(id, user=me())
    if batch.state == rules.DROPPED:
        return redirect(url_for(".record", id=id), 303)
    form = ColumnsForm.of(batch)
    if form.validate_on_submit():
        with attempt(form):
            own = [field.id for field in own_fields.defined(batch.kind)]
            batches.assign(batch, form.assignment(), own_fields=own, by=me())
            if form.profile.data:
                batches.save_profile(batch, form.profile.data, by=me())
            batches.request_check(batch, by=me())
            return saved(url_for(".record", id=id))
    examples = batches.look(batch, instance_folder()).shown
    return page("interchange/columns.html", block="form", form=form, batch=batch, examples=examples)


def _act(id: int, verb: Callable[..., None], message: str) -> ResponseReturnValue:
    verb(queries.one(id, user=me()), by=me())
    return saved(url_for(".record", id=id), message)


@bp.post("/<int:id>/run")
@requires(Permission.INTERCHANGE_IMPORT)
def run(id: int) -> ResponseReturnValue:
    return _act(id, batches.request_run, _("The import is under way. You can leave this page."))


@bp.post("/<int:id>/undo")
@requires(Permission.INTERCHANGE_IMPORT)
def undo(id: int) -> ResponseReturnValue:
    return _act(id, batches.request_undo, _("The import is being undone."))


@bp.post("/<int:id>/again")
@requires(Permission.INTERCHANGE_IMPORT)
def again(id: int) -> ResponseReturnValue:
    return _act(id, batches.request_again, _("It continues from where it stopped."))


@bp.get("/<int:id>/rejected.csv")
@requires(Permission.INTERCHANGE_IMPORT)
def rejected(id: int) -> Response:
    batch = queries.one(id, user=me())
    reasons = dict(queries.rejected_reasons(id))
    rows = batches.rows_numbered(batch, instance_folder(), set(reasons))
    told = [(cells, " ".join(translate(sentence(text)) for text in reasons[number])) for number, cells in rows]
    headings = [_heading(batch, text) for text in batch.headings]
    content = rejects.csv_of(headings, told, reason=_("Reason"))
    answer = Response(content, mimetype="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"rejected-{id}.csv")
    return answer
