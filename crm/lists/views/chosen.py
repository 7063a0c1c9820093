"""What is done to the ticked rows of a list, or to all that match: now, or in the background; and its undoing."""

from contextlib import suppress
from datetime import datetime

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Permission
from crm.core.sight import sees_own
from crm.core.texts import Text
from crm.lists import queries, rules, services
from crm.lists.forms import plain, work_of
from crm.lists.models import BulkRun
from crm.lists.views.blueprint import bp, listing
from crm.web.access import can, me, requires
from crm.web.forms import ActionForm, translate
from crm.web.listings import GONE, BulkAct, Done, Each, ListAct, Listing, RowAct, act, acts_of, handed_on
from crm.web.listings.bulk import MOST_NAMED
from crm.web.pages import page, saved
from crm.web.records import record_url


def act_of(found: Listing, code: str) -> tuple[Each, ListAct]:
    """How the list's rows are changed, and the act of this code; 404 for none, 403 for who may not do it."""
    what = next((each for each in acts_of(found) if each.code == code), None)
    if found.each is None or what is None:
        abort(404)
    if not can(what.write):
        abort(403)
    return found.each, what


@bp.route("/<name>/chosen/<code>", methods=["GET", "POST"])
@requires(Permission.LISTS_USE)
def do_chosen(name: str, code: str) -> ResponseReturnValue:
    found = listing(name)
    _each, what = act_of(found, code)
    form = what.form()

    def run(ids: list[int]) -> Done:
        said = {field: plain(value) for field, value in form.said().items()}
        seen = _moment(form.seen.data or "")
        made = services.begin(list_name=name, act=code, said=said, ids=ids, seen_at=seen, by=me())
        return begun(made, found, len(ids))

    told = BulkAct(translate(what.label), what.sentence, translate(what.button), _warning(what))
    return act(found, told, form, run, most=what.most)


def _warning(what: ListAct) -> str:
    """Whoever sees only what is theirs is told before that they give it out of their sight."""
    if not (isinstance(what, RowAct) and what.hands_on and sees_own(me())):
        return ""
    return str(_("You see only what is yours: you will no longer see what you hand over here. “Undo” brings it back."))


def _moment(text: str) -> datetime | None:
    """When the reader looked; None for what is no moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def begun(run: BulkRun, found: Listing, number: int) -> Done:
    """Do it now, or leave it to the background where it is much."""
    each, what = act_of(found, run.act)
    here = url_for(".run", id=run.id)
    undo = url_for(".undo_run", id=run.id) if what.returns and run.undoes_id is None else ""
    if number > rules.DIRECT_CHANGES:
        services.queue(run, by=me())
        return Done(0, waiting=number, undo=undo, lead=here)
    services.advance(run, number, work_of(run, what, each, by=me()))
    done = queries.tally(run.id).done
    left = _left_out(run, each, what, MOST_NAMED + 1)
    lead = here if len(left) > MOST_NAMED else ""
    return Done(done, [(told, reason) for told, reason in left][:MOST_NAMED], undo=undo if done else "", lead=lead)


def _left_out(run: BulkRun, each: Each, what: ListAct, most: int) -> list[tuple[str, Text]]:
    """(what it is called, reason) of the first records that were left out."""
    return [(_named(id, each, what, gone=reason == GONE), reason) for id, reason in queries.left_out(run.id, most)]


def _named(id: int, each: Each, what: ListAct, *, gone: bool) -> str:
    """What a record that was left out is called. One that the reader gave away has its name where they would see it
    if it came back to them; others are told as gone."""
    with suppress(NotVisible):
        return each.named(each.one(id, user=me()))
    if isinstance(what, RowAct) and not gone:
        with suppress(NotVisible):
            return each.named(handed_on(what, each, id, me())[0])
    return f"#{id}"


@bp.get("/runs/<int:id>")
@requires(Permission.LISTS_USE)
def run(id: int) -> Response:
    """How far it is, what came of it, which rows were left out and why."""
    found = queries.run(id, user=me())
    of = listing(found.list_name)
    each, what = act_of(of, found.act)
    tally, undone = queries.tally(id), queries.undone([id], user=me()).get(id)
    return page(
        "lists/run.html", block="progress", run=found, act=what, listing=of, tally=tally, job=queries.job_of_run(found),
        left_out=_left_out(found, each, what, rules.MOST_NAMED), action_form=ActionForm(formdata=None),
        undone=undone, may_undo=what.returns and found.undoes_id is None and tally.done and (not undone or undone.left),
    )  # fmt: skip


@bp.post("/runs/<int:id>/undo")
@requires(Permission.LISTS_USE)
def undo_run(id: int) -> ResponseReturnValue:
    """Take it back, by the same services; what somebody has changed since is left as it is.

    With `alone=1` it was done on the page of the one record, and leads there again.
    """
    found = queries.run(id, user=me())
    of = listing(found.list_name)
    each, what = act_of(of, found.act)
    before = queries.undoing(found)
    if queries.tally(id).waiting or (before is not None and queries.tally(before.id).waiting):
        raise Refused(Text("This is still being done. It can be undone once it is over."))
    ids = queries.done_ids(id)
    if not what.returns or found.undoes_id is not None or not ids:
        abort(404)
    if before is None:
        made = services.begin(list_name=found.list_name, act=found.act, said={}, ids=ids, undoes=found, by=me())
        number = len(ids)
    else:
        made, number = before, services.again(before)
    done = begun(made, of, number)
    if done.waiting:
        return saved(done.lead, _("It is being undone in the background."))
    if done.left_out:
        told = _("%(done)s of %(all)s undone.", done=f"{done.number:,}", all=f"{len(ids):,}")
    else:
        told = _("Undone: %(num)s.", num=f"{done.number:,}")
    back = record_url(each.model.__tablename__, ids[0]) if request.args.get("alone") else url_for(of.endpoint)
    return saved(url_for(".run", id=made.id) if done.left_out else back, told)
