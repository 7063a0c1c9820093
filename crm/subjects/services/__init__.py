"""What is done for one person: told, erased, looked after; and held back while the law asks for it."""

from crm.subjects.services.after import empty, forget_kept, leave, mark, open_kept, redact, unmark
from crm.subjects.services.erasing import erase, look, plan
from crm.subjects.services.finishing import compact, finish, finish_left, keep_ledger, replay
from crm.subjects.services.retention import delete_due
from crm.subjects.services.telling import tell
from crm.subjects.services.tombstones import lift
