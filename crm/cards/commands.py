"""The worker's task that reads photographed cards."""

from crm.cards import queries, services
from crm.core.database import db
from crm.core.errors import Forbidden
from crm.core.permissions import Permission, Role, allows
from crm.core.texts import Text
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, Result, job
from crm.users import queries as users
from crm.web.instance import instance_folder


@job(services.JOB)
def read_card(job: Job, context: Context) -> Outcome:
    """Recognise the text of a draft's pictures. The requester's rights are those of now, not of when they asked."""
    user = users.one(job.requested_by_id or 0)
    if not user.active or not allows(Role(user.role), Permission.CARDS_WRITE):
        raise Forbidden
    card = queries.card(int(job.arguments["card_id"]), user=user)
    instance = instance_folder()
    sides = [(side.side, services.path_of(side.file_id, instance)) for side in card.sides]
    id, language = card.id, card.language
    db.session.rollback()  # reading takes seconds, and no transaction should wait for it
    texts: dict[str, str] = {}
    for number, (side, picture) in enumerate(sides):
        context.report(5 + 90 * number // len(sides), Text("Reading the card."))
        # Only the front is in the language that was named: the back is often in another one.
        texts[side] = services.recognise(picture, language if number == 0 else "")

    def keep() -> Result:
        services.note_text(queries.card_by_id(id), texts)
        return {"card_id": id}

    return keep
