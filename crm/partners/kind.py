"""Sales routes and assessments of partners as kinds of records."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.partners import queries
from crm.partners.models import PartnerAssessment, SalesRoute

SALES_ROUTE = Kind(
    SalesRoute, queries.visible_to, noun=N_("Sales route"), plural=N_("Sales routes"), page="partners.record"
)
PARTNER_ASSESSMENT = Kind(
    PartnerAssessment, queries.visible_assessments, noun=N_("Assessment of a partner"),
    plural=N_("Assessments of partners"), page="partners.assessment",
)  # fmt: skip
