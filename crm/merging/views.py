"""The queue of possible duplicates, the merge screen, Undo, and the rules that the administrator sets."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries as contacts
from crm.contacts.rules.duplicates import ORGANISATION_REASONS, PERSON_REASONS, REASONS, THRESHOLD, WEIGHTS
from crm.core.cleaning import search_words
from crm.core.errors import NotVisible, Refused, Stale
from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.jobs import services as jobs
from crm.merging import queries, rules, services
from crm.merging.forms import MergeForm, RulesForm
from crm.merging.models import Merge
from crm.merging.queries import merges, pairs, weights
from crm.users import queries as users
from crm.web.access import me, requires
from crm.web.errors import answer
from crm.web.forms import ActionForm, naming, translate
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved
from crm.web.records import record_url

bp = Blueprint("merging", __name__, url_prefix="/merging")

GROUPS = {rules.PEOPLE: PERSON_REASONS, rules.ORGANISATIONS: ORGANISATION_REASONS}
KIND = "<any(people, organisations):kind>"


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables and addresses that the templates share."""
    return {"rules": rules, "reasons": REASONS}


@bp.get("/")
@requires(Permission.MERGING_WRITE)
def index() -> Response:
    kind = _code("kind", rules.KINDS, rules.PEOPLE)
    state = _code("state", rules.STATES, rules.OPEN)
    find = pairs.merged if state == rules.SETTLED else pairs.queue
    return page(
        "merging/index.html", kind=kind, state=state, counts=pairs.counts(kind, user=me()), names=users.names(),
        result=find(kind, state, user=me(), cursor=cursor_of(request.args)), form=ActionForm(formdata=None),
    )  # fmt: skip


def _code(name: str, table: dict[str, str], standard: str) -> str:
    code = request.args.get(name, "")
    return code if code in table else standard


# ------------------------------------------------------------------ choosing two


@bp.get("/selected-people")
@requires(Permission.MERGING_WRITE)
def people() -> ResponseReturnValue:
    return _selected(rules.PEOPLE)


@bp.get("/selected-organisations")
@requires(Permission.MERGING_WRITE)
def organisations() -> ResponseReturnValue:
    return _selected(rules.ORGANISATIONS)


def _selected(kind: str) -> ResponseReturnValue:
    """Two rows ticked in a list."""
    ids = list(dict.fromkeys(request.args.getlist("id", type=row_id)))
    if len(ids) != 2 or request.args.get("all"):
        raise Refused(Text("Tick exactly two rows to merge them."))
    return redirect(url_for(".merge", kind=kind, left=ids[0], right=ids[1]), 303)


@bp.get(f"/{KIND}/<int:id>/with")
@requires(Permission.MERGING_WRITE)
def choose(kind: str, id: int) -> Response:
    words = search_words(request.args.get("q", ""))
    record = queries.record(kind, id, user=me())
    found = queries.others(kind, record, words, user=me()) if words else queries.suggested(kind, record, user=me())
    return page("merging/choose.html", block="found", kind=kind, record=record, words=words, found=found)


# ------------------------------------------------------------------ the merge


@bp.route(f"/{KIND}/<int:left>/<int:right>", methods=["GET", "POST"])
@requires(Permission.MERGING_WRITE)
def merge(kind: str, left: int, right: int) -> ResponseReturnValue:
    sides = queries.sides(kind, left, right, user=me(), language=language())
    form = MergeForm.of(sides, survivor=_code("stays", {rules.LEFT: "", rules.RIGHT: ""}, rules.LEFT))
    stale = False
    if form.validate_on_submit() and form.check(sides):
        try:
            with attempt(form):
                made = services.merge(kind, left, right, form.choices(sides), versions=form.versions(), by=me())
                undo = url_for(".undo", id=made.id)
                return saved(record_url(kind, made.survivor_id), _("Merged. The old link leads here."), undo=undo)
        except Stale:
            stale = True
        sides = queries.sides(kind, left, right, user=me(), language=language())
        form.renew(sides)
    return page("merging/merge.html", status=409 if stale else None, form=form, sides=sides, stale=stale)


@bp.errorhandler(NotVisible)
def look_where_they_went(_error: NotVisible) -> ResponseReturnValue:
    """From a pair that was opened before one of them was merged: to those that stayed, or to the one both became."""
    args = dict(request.view_args or {})
    if request.endpoint not in ("merging.merge", "merging.choose"):
        return answer(404)
    stayed = contacts.survivors(pairs.MODELS[args["kind"]], [id for id in args.values() if isinstance(id, int)])
    if not stayed:
        return answer(404)
    for old, new in stayed.items():
        flash(_("Number %(old)s was merged into number %(new)s.", old=old, new=new))
    args |= {name: stayed[id] for name, id in args.items() if id in stayed}
    if "left" in args and args["left"] == args["right"]:
        return redirect(record_url(args["kind"], args["left"]), 303)
    return redirect(url_for(request.endpoint, **args), 303)


@bp.get("/<int:id>")
@requires(Permission.MERGING_WRITE)
def record(id: int) -> Response:
    return _record_page(merges.one(id))


def _record_page(made: Merge, status: int | None = None) -> Response:
    """One merge: what moved, and what was edited since and stays when it is taken back."""
    undoable = merges.is_undoable(made)
    return page(
        "merging/record.html", status=status, made=made, name=merges.content(made, made.loser_name) or "",
        undoable=undoable, edited=services.edited_since(made) if undoable else [], form=ActionForm(formdata=None),
        called=_called,
        survivor=queries.alive(made.kind, made.survivor_id, user=me()), names=users.names(),
    )  # fmt: skip


@bp.post("/<int:id>/undo")
@requires(Permission.MERGING_WRITE)
def undo(id: int) -> ResponseReturnValue:
    made = merges.one(id)
    edited = services.edited_since(made) if merges.is_undoable(made) else []
    if edited and not request.form.get("keep"):
        return _record_page(made, status=409)  # which tells what stays, and asks
    services.undo(made, by=me())
    if edited:
        return saved(record_url(made.kind, made.loser_id), _("Merge undone. Later edits have been kept."))
    return saved(record_url(made.kind, made.loser_id), _("Merge undone. Both records are as they were."))


def _called(column: str) -> str:
    """What a column is called in the forms; its own name where they do not say."""
    own = rules.FIELDS.get(column)
    return translate(own) if own is not None else naming.label(column, "contacts") or naming.label(column) or column


# ------------------------------------------------------------------ decisions about pairs


@bp.post("/pairs/<int:id>/not-a-duplicate")
@requires(Permission.MERGING_WRITE)
def not_a_duplicate(id: int) -> ResponseReturnValue:
    pair = pairs.one(id, user=me())
    services.not_a_duplicate(pair, by=me())
    undo = url_for(".reconsider", id=id)
    return saved(url_for(".index", kind=pair.kind), _("The pair is marked as not a duplicate."), undo=undo)


@bp.post("/pairs/<int:id>/reconsider")
@requires(Permission.MERGING_WRITE)
def reconsider(id: int) -> ResponseReturnValue:
    pair = pairs.one(id, user=me())
    services.reconsider(pair, by=me())
    return saved(url_for(".index", kind=pair.kind), _("The pair is listed under possible duplicates again."))


# ------------------------------------------------------------------ on the records' pages


@bp.get("/panels/<any(people, organisations):record_type>/<int:id>")
@requires(Permission.MERGING_WRITE)
def panel(record_type: str, id: int) -> Response:
    """Who may be the same, and what was merged into the record and can be taken back."""
    record = queries.record(record_type, id, user=me())
    return page(
        "merging/panel.html", block="panel", kind=record_type, record=record, names=users.names(),
        found=queries.others(record_type, record, "", user=me()), merged=merges.undoable_lines(record_type, id),
        form=ActionForm(formdata=None),
    )  # fmt: skip


# ------------------------------------------------------------------ looking, and by which rules


@bp.post("/scan")
@requires(Permission.MERGING_WRITE)
def scan() -> ResponseReturnValue:
    jobs.enqueue(rules.SCAN_JOB, {}, by=me())
    return saved(url_for(".index"), _("The contacts are being checked. Open this page again in a minute."))


@bp.route("/rules", methods=["GET", "POST"])
@requires(Permission.MERGING_RULES)
def edit_rules() -> ResponseReturnValue:
    row = weights.row()
    form = RulesForm.of(row, weights.weights())
    if form.validate_on_submit():
        with attempt(form, row):
            services.set_rules(form.weights(), threshold=form.threshold.data or 0, by=me())
            return saved(url_for(".edit_rules"), _("Saved. The next check for duplicates uses these rules."))
    return page("merging/rules.html", form=form, groups=GROUPS, defaults=WEIGHTS, threshold=THRESHOLD)
