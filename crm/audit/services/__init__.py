"""Every write of the product happens inside an `action`, and the log tells of it."""

from crm.audit.services.acts import (
    Listener,
    Made,
    WriteOutsideAction,
    action,
    erase_key,
    listen,
    subject_key,
    watch,
)
from crm.audit.services.archiving import archive, restore
from crm.audit.services.resealing import reseal
from crm.audit.services.statements import insert_new, note, note_made
