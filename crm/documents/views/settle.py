"""What became of the programme: asked on one page once it is over, so that a report can tell it."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.core.errors import Refused
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.documents import contents, queries
from crm.documents.forms import settle_form
from crm.documents.views.blueprint import bp
from crm.missions import queries as missions
from crm.missions import services
from crm.missions.queries import ProgrammeEntry
from crm.web.access import me, requires
from crm.web.guards import safe_next
from crm.web.pages import attempt, page, saved


@bp.route("/missions/<int:id>/settle", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def settle(id: int) -> ResponseReturnValue:
    """Each past item that is neither done nor cancelled. “All took place” fills the answers in, and saves nothing."""
    there = safe_next(request.args.get("next") or url_for("missions.record", id=id))
    form = settle_form(_unsettled(id), usual="done" if request.args.get("all") else "")
    if form.validate_on_submit():
        with attempt(form):
            for item, status, reason, version in form.answered():
                if version != str(item.version):
                    raise Refused(Text("This item has been changed in the meantime."), f"item_{item.id}")
                services.settle(item, status=status, reason=reason, by=me())
            alone = url_for(".settle", id=id, next=there)
            return saved(alone if queries.unsigned(id) else there, _("Saved."))
    activity = activities.one(id, user=me())
    dropped = [item for item in missions.items(id) if item.status == "cancelled"]
    return page("documents/reports/settle.html", form=form, activity=activity, there=there, dropped=dropped,
                unsigned=[contents.no_agreement(item) for item in queries.unsigned(id)])  # fmt: skip


def _unsettled(id: int) -> list[ProgrammeEntry]:
    """The items that the report counts as not confirmed: one of which a talk is logged is known to have taken place."""
    activity = activities.one(id, user=me())
    return [each for each in contents.unconfirmed(activity, user=me()) if each.item.status not in ("done", "cancelled")]
