"""The pages about what happened with a record, and what comes next."""

from crm.threads.views import acts, threads
from crm.threads.views.blueprint import bp
