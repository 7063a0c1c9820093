"""In which box of the paper of a request (決裁欄) somebody decides, and whose boxes they pass over."""

from crm.activities import rules
from crm.contacts import queries as contacts
from crm.core.permissions import Actor
from crm.office import queries as offices
from crm.users import queries as users


def box_of(name: str) -> str | None:
    """The post in whose box stands what somebody decides, by the name of their account; None: they have none of them.

    The head of our office decides in the last one.
    """
    bare, office = "".join(name.split()), offices.current()
    if bare == "".join(office.head_name.split()):
        return office.steps[-1]
    held = contacts.posts_held().get(bare, [])
    return next((post for post in reversed(office.steps) if post in held), None)


def passed_over(by: Actor) -> list[str]:
    """The posts of the office that decide nothing when `by` does: not that of who drafts.

    Nobody is passed over by who has no box: what they decided stands beside the boxes, which wait for stamps.
    """
    own = box_of(users.name_of(by.id))
    if own is None:
        return []
    return [post for post in offices.current().steps if post != own and post not in rules.DRAFTING]
