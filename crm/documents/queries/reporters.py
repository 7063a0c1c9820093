"""Who reports on a mission, as the head of a report names them: post and name (報告者 職・氏名)."""

from crm.activities.models import Activity
from crm.core.languages import Language
from crm.letters.queries.people import colleague
from crm.users import queries as users


def reporter(activity: Activity, user_id: int | None, language: str) -> str:
    """The name of an account with the post that whoever is called so has in the delegation, or at our organisation.

    The activity has its participants and both organisations loaded. The name alone where no post is on record.
    """
    name = users.name_of(user_id)
    post = _post(activity, name, language) if name else ""
    if language == Language.EN:
        return ", ".join(filter(None, (name, post)))
    return " ".join(filter(None, (post, name)))


def _post(activity: Activity, name: str, language: str) -> str:
    bare = "".join(name.split())
    travels = next((part for part in activity.participants if "".join(part.name_snapshot.split()) == bare), None)
    if travels is not None:
        return _spoken(*travels.titled(language), language)
    ours = activity.host_organisation if activity.direction == "inbound" else activity.sender_organisation
    found = colleague(ours, name)
    return _spoken(*found[1].titled(language, found[0].primary_language), language) if found else ""


def _spoken(text: str, tongue: str, language: str) -> str:
    """A title where it is in the language of the report."""
    return text if tongue == language else ""
