"""What every list shares: its controls, saved views, and exports. The lists themselves belong to their capabilities."""

import hashlib
from dataclasses import replace
from typing import Any

from flask import Response, abort, current_app, flash, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core import clock
from crm.core.database import reading
from crm.core.errors import NotVisible, Refused
from crm.core.paging import PAGE_SIZE, count
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.lists import contents, queries, rules, services
from crm.lists.forms import ExportForm, ViewForm
from crm.lists.models import ListExport
from crm.lists.queries import giving
from crm.lists.queries.giving import Given, ToldOf, Towards
from crm.lists.views.blueprint import bp, listing
from crm.web.access import can, me, requires
from crm.web.forms import ActionForm
from crm.web.instance import instance_folder
from crm.web.listings import Asked, Listing, Reader, arranged, reader, typed_names
from crm.web.listings.declared import is_id
from crm.web.locale import language, zone
from crm.web.pages import attempt, page, saved

PARTS = ("filters", "columns")


def _asked(found: Listing) -> Asked:
    """What the address asks for, its own name put aside."""
    return Asked.of(found, request.args, reader())


@bp.get("/<name>/adjust/<part>")
@requires(Permission.LISTS_USE)
def adjust(name: str, part: str) -> Response:
    if part not in PARTS:
        abort(404)
    found, who = listing(name), reader()
    own = found.own(who)
    asked = _asked(found)
    facets = [f for f in (*found.facets, *own.facets) if not (f.hidden or f.tab)]
    choices = {f.code: list(f.options(who, me())) if f.options else [] for f in facets} if part == "filters" else {}
    return page(
        "lists/adjust.html", block="controls", listing=found, asked=asked, part=part, who=who, facets=facets,
        choices=choices, names=typed_names(found),
        lines=arranged(asked, (*found.columns, *own.columns), request.args) if part == "columns" else [],
        there=url_for(found.endpoint),
    )  # fmt: skip


@bp.route("/<name>/views/new", methods=["GET", "POST"])
@requires(Permission.LISTS_USE)
def new_view(name: str) -> ResponseReturnValue:
    found = listing(name)
    asked = _asked(found)
    form = ViewForm(data={"of": asked.query(without=["view"])}).for_role(sharing=can("lists:share"))
    if form.validate_on_submit():
        query = Asked.of_query(found, form.of.data or "", reader()).query(without=["view"])
        with attempt(form):
            made = services.save_view(list_name=name, query=query, **form.input(), by=me())
            return saved(_url(made.id), _("View saved."))
    back = f"{url_for(found.endpoint)}?{asked.query() or 'view=none'}"
    return page("lists/view.html", form=form, listing=found, view=None, cancel=back)


@bp.route("/views/<int:id>", methods=["GET", "POST"])
@requires(Permission.LISTS_USE)
def view(id: int) -> ResponseReturnValue:
    kept = queries.view(id, user=me())
    found = listing(kept.list_name)
    mine = kept.owner_id == me().id
    form = ViewForm.editing(kept).for_role(sharing=can("lists:share"))
    if form.validate_on_submit():
        with attempt(form, kept):
            services.change_view(kept, **form.input(), by=me())
            # A colleague's view that is shared no longer is not there for who took it back.
            there = _url(id) if mine or kept.shared else f"{url_for(found.endpoint)}?view=none"
            return saved(there, _("Saved."))
    changeable = mine or can("lists:share")
    return page(
        "lists/view.html", form=form, listing=found, view=kept, mine=mine, changeable=changeable, cancel=_url(id),
        action_form=ActionForm(formdata=None),
    )  # fmt: skip


@bp.post("/views/<int:id>/replace")
@requires(Permission.LISTS_USE)
def replace_view(id: int) -> ResponseReturnValue:
    kept = queries.view(id, user=me())
    query = Asked.of_query(listing(kept.list_name), request.form.get("of", ""), reader()).query(without=["view"])
    services.change_query(kept, query=query, by=me())
    return saved(_url(id), _("View updated."))


@bp.post("/views/<int:id>/remove")
@requires(Permission.LISTS_USE)
def remove_view(id: int) -> ResponseReturnValue:
    kept = queries.view(id, user=me())
    there = url_for(listing(kept.list_name).endpoint)
    services.remove_view(kept, by=me())
    return saved(there + "?view=none", _("View removed."), undo=url_for(".restore_view", id=id))


@bp.post("/views/<int:id>/restore")
@requires(Permission.LISTS_USE)
def restore_view(id: int) -> ResponseReturnValue:
    services.restore_view(queries.removed_view(id, user=me()), by=me())
    return saved(_url(id), _("View restored."))


def _url(id: int) -> str:
    """The list as a view shows it."""
    kept = queries.view(id, user=me())
    base = url_for(listing(kept.list_name).endpoint)
    return f"{base}?{kept.query}{'&' if kept.query else ''}view={id}"


# ------------------------------------------------------------------ exports


@bp.route("/<name>/export", methods=["GET", "POST"])
@requires(Permission.LISTS_EXPORT)
def export(name: str) -> ResponseReturnValue:
    found = listing(name)
    form = ExportForm(data={"of": _wanted(found).query(without=["view"])})
    asked = Asked.of_query(found, form.of.data or "", reader())
    people = giving.people(name, found.ids(asked, me()))
    form.telling(people=people is not None, overrides=can("privacy:override"))
    total, missing = count(found.ids(asked, me()), most=_limit()), None
    if form.validate_on_submit():
        wish = form.wish(found.name, asked.query(), language(), zone())
        with attempt(form):
            if (to := form.towards) is not None:
                services.check_giving(to, people or ToldOf(), total, overrides=can("privacy:override"))
            services.check_export(total, limit=_limit(), by=me(), **wish)
            made, missing, written = _export(wish, found, asked, total, to)
            if made is not None and to is not None:
                _give(to, made, found, asked, written)
            if made is not None:
                return saved(url_for(".file" if made.storage_name else ".exported", id=made.id))
    return page(
        "lists/export.html", form=form, listing=found, asked=asked, who=reader(), total=total, limit=_limit(),
        missing=missing, status=422 if missing else None, back=f"{url_for(found.endpoint)}?{asked.query()}",
        columns=contents.exported(asked),
    )  # fmt: skip


def _give(to: Towards, made: ListExport, found: Listing, asked: Asked, written: ToldOf) -> None:
    """Note what was just written as given away. Somebody may have said no while it was written, and so no longer be in
    the list: who stands in the file is asked about, and who stands in the list of now. Refused, the file goes."""
    people = written | (giving.people(found.name, found.ids(asked, me())) or ToldOf())
    try:
        gaps = services.check_giving(to, people, made.rows or 0, overrides=can("privacy:override"))
    except Refused:
        contents.forget(instance_folder(), made)
        raise
    _note_giving(to, made, found, asked, people, gaps)


def _note_giving(to: Towards, made: ListExport, found: Listing, asked: Asked, people: ToldOf, gaps: int) -> None:
    """Note what left: the file that was just written, with its checksum; and tell how many nobody had asked."""
    who = reader()
    path = contents.folder(instance_folder()) / (made.storage_name or "none")
    told = [who.words(column.label) if column.translated else column.label for column in contents.exported(asked)]
    given = Given(
        who.words(found.title), to, who.words(", ").join(told), contents.file_name(found, made, who),
        hashlib.sha256(path.read_bytes()).hexdigest(),
    )  # fmt: skip
    giving.note(given, people, by=me())
    if gaps:
        flash(
            ngettext("%(num)d person in this list was not asked.", "%(num)d people in this list were not asked.", gaps)
        )


def _wanted(found: Listing) -> Asked:
    """What an export is asked of: the list of an address, or of a list with ticks those rows, or all that match."""
    if "of" not in request.args:
        return _asked(found)
    of = Asked.of_query(found, request.args["of"], reader())
    ticked = tuple(dict.fromkeys(int(id) for id in request.args.getlist("id")[:PAGE_SIZE] if is_id(id)))
    if request.args.get("all") == "yes":
        return of
    if not ticked:
        raise Refused(Text("Tick at least one row first."))
    return replace(of, only=ticked)


def _limit() -> int:
    """How many rows a user may take out within a day."""
    limit: int = current_app.extensions["settings"].export_rows
    return limit


def _export(
    wish: dict[str, Any], found: Listing, asked: Asked, total: int, to: Towards | None
) -> tuple[ListExport | None, dict[str, Any] | None, ToldOf]:
    """Write a short list now, without holding the write lock meanwhile; leave a long one to the background. The
    last is of whom the file tells.

    None, and what is missing, when the encoding cannot hold it and the reader wants to know.
    """
    if total > rules.DIRECT_ROWS:
        queued = services.record_export(**wish, by=me())
        services.queue_export(queued, rows=total, by=me())
        return queued, None, ToldOf()
    known = giving.erased()
    with reading():
        people = giving.people(found.name, found.ids(asked, me())) or ToldOf()
        made = contents.written(ListExport(**wish), found, user=me(), instance=instance_folder(), to=to)
    if giving.erased() != known:  # whoever was erased meanwhile may stand in it
        contents.forget(instance_folder(), made)
        return _export(wish, found, asked, total, to)
    if made.storage_name is None:
        return None, made.missing, people
    kept = services.record_export(**wish, by=me())
    services.keep_export(kept, storage_name=made.storage_name, rows=made.rows, unwritable=made.missing, by=me())
    return kept, None, people


@bp.get("/exports/<int:id>")
@requires(Permission.LISTS_EXPORT)
def exported(id: int) -> Response:
    kept = queries.export(id, user=me())
    found = listing(kept.list_name)
    back = f"{url_for('.export', name=kept.list_name)}?{kept.query}"
    return page(
        "lists/exported.html", block="progress", export=kept, job=queries.job_of(kept), listing=found, back=back
    )


@bp.get("/exports/<int:id>/file")
@requires(Permission.LISTS_EXPORT)
def file(id: int) -> Response:
    kept = queries.export(id, user=me())
    found = listing(kept.list_name)
    path = contents.folder(instance_folder()) / (kept.storage_name or "none")
    if kept.storage_name is None or kept.expires_at <= clock.now() or not path.is_file():
        raise NotVisible
    name = contents.file_name(found, kept, Reader(kept.language, kept.timezone))
    answer = send_file(path, mimetype=rules.MEDIA_TYPES[kept.format], as_attachment=True, download_name=name, max_age=0)
    if kept.format == "csv":
        answer.headers["Content-Type"] = f"text/csv; charset={rules.CHARSETS[kept.encoding]}"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
