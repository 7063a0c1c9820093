"""What is done to many ticked tasks: each by the service of one, with its rules."""

from collections.abc import Callable

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.permissions import Permission
from crm.tasks import services
from crm.tasks.forms import EACH, TASKS_LIST
from crm.tasks.models import Task
from crm.tasks.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.listings import BulkAct, BulkForm, Done, act, one_by_one


def _chosen(what: BulkAct, do: Callable[[Task], None]) -> ResponseReturnValue:
    def run(ids: list[int]) -> Done:
        done, left_out = one_by_one(EACH, ids, do)
        return Done(len(done), left_out)

    return act(TASKS_LIST, what, BulkForm(), run, singly=True)


@bp.route("/chosen/done", methods=["GET", "POST"])
@requires(Permission.TASKS_WRITE)
def done_chosen() -> ResponseReturnValue:
    def sentence(number: int) -> str:
        return str(ngettext("%(num)d task will be marked as done.", "%(num)d tasks will be marked as done.", number))

    return _chosen(BulkAct(_("Complete"), sentence, _("Complete")), lambda task: services.complete(task, by=me()))


@bp.route("/chosen/week", methods=["GET", "POST"])
@requires(Permission.TASKS_WRITE)
def postpone_chosen() -> ResponseReturnValue:
    def sentence(number: int) -> str:
        return str(
            ngettext("%(num)d task will be due a week later.", "%(num)d tasks will be due a week later.", number)
        )

    return _chosen(BulkAct(_("+1 week"), sentence, _("Postpone")), lambda task: services.postpone(task, by=me()))


@bp.route("/chosen/cancel", methods=["GET", "POST"])
@requires(Permission.TASKS_WRITE)
def cancel_chosen() -> ResponseReturnValue:
    def sentence(number: int) -> str:
        return str(ngettext("%(num)d task will be cancelled.", "%(num)d tasks will be cancelled.", number))

    return _chosen(
        BulkAct(_("Cancel the tasks"), sentence, _("Cancel the tasks")), lambda task: services.cancel(task, by=me())
    )
