"""Noting in the log what was printed."""

from collections.abc import Sequence

from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.handouts import rules
from crm.handouts.queries import Filled
from crm.initiatives.queries import title
from crm.privacy import services as privacy
from crm.privacy.queries import Sharing
from crm.travel import services as travel


def note(
    kind: str,
    activity: Activity,
    sharing: Sharing | None,
    *,
    file: tuple[str, bytes],
    by: Actor | None,
    companies: Sequence[str] = (),
) -> None:
    """Somebody printed a paper of this kind for a mission. What hosts or companies get is noted as given to them: whom
    it names, and which file (name, bytes) it was; a programme once for each of the companies that it is for."""
    with action(rules.PRINTED[kind], by=by, record=activity):
        if sharing is None:
            return
        host = activity.host_organisation
        others = companies if kind == rules.PROGRAMME else [_called(host, activity)]
        for other in others:
            privacy.note_paper(
                sharing, other=other, country=activity.place.country if kind == rules.LIST else "", items=file[0],
                on=here.today(), activity_id=activity.id, by=by, file=file,
            )  # fmt: skip


def _called(host: Organisation | None, activity: Activity) -> str:
    return contacts.own_name(host).text if host is not None else title(activity.names, Language.JA)


def note_form(filled: Filled, *, by: Actor | None) -> None:
    """Somebody printed a filled-in form, with the travel details that stand on it."""
    with action(rules.PRINTED[rules.FORM], by=by, record=filled.application):
        pass
    if filled.detail is not None:
        travel.printed([filled.detail], by=by)
