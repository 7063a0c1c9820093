"""The input of the pages of sales routes and of assessments of partners, and their lists."""

from crm.partners.forms.assessments import ASSESSMENTS_LIST, AssessmentForm, reminder
from crm.partners.forms.lists import ROUTES_LIST
from crm.partners.forms.routes import RouteForm
