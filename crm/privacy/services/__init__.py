"""What happens to consents, and what is noted of data that leave the house."""

from crm.privacy.services.consents import (
    RecordInput,
    check_paper,
    check_tables,
    decide,
    put_aside,
    record,
    record_participation,
    settle,
    take_over_ticks,
)
from crm.privacy.services.provisions import ProvisionInput, check_list, note_list, note_paper, note_tables, provide
