"""What is kept of calls, mails and conversations, and of the mail that arrives."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_
from crm.interactions.rules.chats import read_chat

#: Kinds whose text is a conversation that was copied from the telephone.
CHATS: Final = frozenset({"wechat", "line", "kakao"})
#: The kind that the form opens with.
FIRST_KIND: Final = "call"
LONGEST_BODY: Final = 100_000

#: How the subject of a mail begins that was passed on, in small letters.
FORWARDS: Final = ("fw:", "fwd:", "转发:", "转发：", "轉寄:", "전달:", "[fw]", "転送:")

UNASSIGNED: Final = "unassigned"
ASSIGNED: Final = "assigned"
DISMISSED: Final = "dismissed"
MAIL_STATUSES: Final[dict[str, str]] = {
    UNASSIGNED: N_("Unassigned"),
    ASSIGNED: N_("Assigned"),
    DISMISSED: N_("Set aside"),
}

LOGGED = Verb("interaction.logged", N_("Interaction logged"))
CHANGED = Verb("interaction.changed", N_("Interaction changed"))
ARCHIVED = Verb("interaction.archived", N_("Interaction archived"))
RESTORED = Verb("interaction.restored", N_("Interaction restored"))
RECEIVED = Verb("interaction.mail_received", N_("E-mail received"))
ASSIGNED_TO = Verb("interaction.mail_assigned", N_("E-mail assigned"))
COMPLETED = Verb("interaction.draft_completed", N_("Invitation completed as a meeting"))
PUT_ASIDE = Verb("interaction.mail_dismissed", N_("E-mail set aside"))
TAKEN_BACK = Verb("interaction.mail_taken_back", N_("E-mail put back in the list"))
