"""What happens to consents, and what is noted of data that leave the house."""

from crm.privacy.services.consents import (
    RecordInput,
    check_paper,
    decide,
    put_aside,
    record,
    record_participation,
    settle,
    take_over_ticks,
)
from crm.privacy.services.provisions import ProvisionInput, check_list, note_list, provide
