"""The entries of the registers as kinds of records."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.registers import queries
from crm.registers.models import Breach, DataRequest, PrivacyAssessment

DATA_REQUEST = Kind(
    DataRequest, queries.visible_requests, noun=N_("Request about personal data"), page="registers.request_record",
    has_tasks=True,
)  # fmt: skip
BREACH = Kind(
    Breach,
    queries.visible_breaches,
    noun=N_("Data breach"),
    page="registers.breach",
    has_tasks=True,
)
PRIVACY_ASSESSMENT = Kind(
    PrivacyAssessment, queries.visible_assessments, noun=N_("Privacy assessment"), page="registers.assessment"
)
