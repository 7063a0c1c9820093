"""What is done with sales routes (`routes`), and with assessments of their owners (`assessments`)."""

from crm.partners.services.assessments import (
    AssessmentInput,
    archive_assessment,
    assess,
    change_assessment,
    check_assessment,
    restore_assessment,
)
from crm.partners.services.routes import Proof, RouteInput, change, check_route, record
