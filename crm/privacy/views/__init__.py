"""The pages of consents and of data given away."""

from crm.privacy.views import consents, provisions
from crm.privacy.views.blueprint import bp
