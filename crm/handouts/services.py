"""Noting in the log what was printed."""

from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts import queries as contacts
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
    kind: str, activity: Activity, sharing: Sharing | None, *, file: tuple[str, bytes], by: Actor | None
) -> None:  # fmt: skip
    """Somebody printed a paper of this kind for a mission. What hosts or companies get is noted as given to them: whom
    it names, and which file (name, bytes) it was."""
    with action(rules.PRINTED[kind], by=by, record=activity):
        if sharing is None:
            return
        host, sender = activity.host_organisation, activity.sender_organisation
        to = host if kind == rules.LIST else sender
        privacy.note_paper(
            sharing, other=contacts.own_name(to).text if to is not None else title(activity.names, Language.JA),
            country=activity.place.country if kind == rules.LIST else "", items=file[0], on=here.today(),
            activity_id=activity.id, by=by, file=file,
        )  # fmt: skip


def note_form(filled: Filled, *, by: Actor | None) -> None:
    """Somebody printed a filled-in form, with the travel details that stand on it."""
    with action(rules.PRINTED[rules.FORM], by=by, record=filled.application):
        pass
    if filled.detail is not None:
        travel.printed([filled.detail], by=by)
