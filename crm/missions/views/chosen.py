"""Ticked people of a list join the delegation of a mission."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities import queries as activities
from crm.activities import services
from crm.contacts.forms.lists import PEOPLE_LIST
from crm.core.permissions import Permission
from crm.missions.forms.delegation import JoinChosenForm
from crm.missions.views.blueprint import bp
from crm.web import listings
from crm.web.access import me, requires
from crm.web.listings import BulkAct, Done


@bp.route("/chosen/join", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def join_chosen() -> ResponseReturnValue:
    form = JoinChosenForm()

    def sentence(number: int) -> str:
        return str(ngettext("%(num)d person joins the delegation.", "%(num)d people join the delegation.", number))

    def run(ids: list[int]) -> Done:
        activity = activities.one(form.activity_id.data or 0, user=me())
        return Done(*services.add_participants(activity, ids, role=form.role.data or "member", by=me()))

    return listings.act(PEOPLE_LIST, BulkAct(_("Add to a mission"), sentence, _("Add")), form, run)
