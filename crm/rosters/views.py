"""A pasted list of delegates: the box, what would become of it, saved at once, taken back at once."""

from hashlib import sha256
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities import queries as activities
from crm.activities import rules as activity_rules
from crm.activities.models import Activity
from crm.contacts import rules as contact_rules
from crm.core.languages import NAME_LANGUAGES
from crm.core.permissions import Permission
from crm.places.forms import countries
from crm.rosters import queries, rules, services
from crm.rosters.forms import RosterForm, decisions
from crm.rosters.queries import RosterPlan
from crm.rosters.rules import kinds, reading
from crm.travel import queries as travel
from crm.web.access import can, me, requires
from crm.web.forms import translate
from crm.web.locale import language
from crm.web.pages import attempt, page, saved

bp = Blueprint("rosters", __name__, url_prefix="/rosters")


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables that the templates share."""
    return {
        "rules": rules, "kinds": kinds, "activity_rules": activity_rules, "language_labels": NAME_LANGUAGES,
        "column_labels": reading.LABELS_OF, "sealed": reading.TRAVEL,
        "organisation_roles": contact_rules.ORGANISATION_ROLES, "countries": countries,
        "title_changes": contact_rules.TITLE_CHANGES,
    }  # fmt: skip


@bp.route("/missions/<int:id>", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def paste(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form = RosterForm(row=activity)
    plan = _plan(form, activity) if form.validate_on_submit() else None
    if plan is not None and "save" in request.form and _as_read(form, activity) and _is_told(form, plan):
        with attempt(form):
            return _saved(activity, plan)
    if form.refused and plan is not None:  # what was loaded before a refusal is void
        activity = activities.one(id, user=me())
        plan = _plan(form, activity)
    form.version.data = str(activity.version)
    return page(
        "rosters/paste.html", "savebar" if "count" in request.args else "roster", form=form, activity=activity,
        plan=plan, sent=request.form, digest=_digest(form), first="decided" not in request.form,
        travels=_travels(activity),
    )  # fmt: skip


def _plan(form: RosterForm, activity: Activity) -> RosterPlan | None:
    """What would become of the list. A text that cannot be read as one is told beside it."""
    roster = reading.read(form.text.data or "", country=queries.origin(activity))
    if roster.fault is not None:
        form.refuse(translate(roster.fault), "text")
        return None
    decided: dict[str, Any] = request.form.to_dict() if request.form.get("digest") == _digest(form) else {}
    return queries.plan(roster, activity, user=me(), language=language(), decided=decided)


def _digest(form: RosterForm) -> str:
    """Stands for the text: decisions are about its lines, and void for another one."""
    return sha256((form.text.data or "").encode()).hexdigest()[:16]


def _as_read(form: RosterForm, activity: Activity) -> bool:
    """Whether text and delegation are those that somebody looked at; else that is said, and nothing is saved."""
    if request.form.get("digest") != _digest(form):
        form.refuse(_("The list was changed after it was read. Look at it again, then save."))
    elif form.is_stale(activity):
        form.refuse(_("Someone has changed the mission in the meantime. Check the list again, then save."))
    return not form.refused


def _is_told(form: RosterForm, plan: RosterPlan) -> bool:
    """Whether everybody's changes were shown: those of who was chosen just now were not, and are looked at first."""
    told = request.form
    untold = [line for line in plan.kept if line.changes and told.get(f"told-{line.entry.line}") != line.chosen]
    if untold:
        form.refuse(_("The list differs from the mission for someone whom you chose. Check the changes, then save."))
    return not untold


def _travels(activity: Activity) -> bool:
    return can(Permission.TRAVEL_WRITE.value) and travel.may_see(activity, me())


def _saved(activity: Activity, plan: RosterPlan) -> ResponseReturnValue:
    chosen = decisions(plan, request.form)
    row = services.save(activity, plan, chosen, travels=_travels(activity), by=me())
    number = len(plan.people)
    told = ngettext("%(num)d person of the list is saved.", "%(num)d people of the list are saved.", number)
    return saved(url_for("missions.delegation", id=activity.id), told, undo=url_for(".take_back", id=row.id))


@bp.post("/<int:id>/undo")
@requires(Permission.MISSIONS_WRITE)
def take_back(id: int) -> ResponseReturnValue:
    row = queries.paste(id, user=me())
    activity = activities.one(row.activity_id, user=me())
    stays = services.take_back(row, activity, by=me())
    for sentence in stays[:10]:
        flash(translate(sentence), "warning")
    return saved(url_for("missions.delegation", id=activity.id), _("The pasted list is removed again."))
