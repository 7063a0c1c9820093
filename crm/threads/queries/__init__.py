"""What happened with a record, and with those below it."""

from crm.threads.queries.anchors import POINTS_TO, anchors
from crm.threads.queries.last import PARTS, contact_days, contacted, last_contacts, last_contacts_of, latest
from crm.threads.queries.planned import next_steps, planned, upcoming
from crm.threads.queries.scopes import SCOPES
from crm.threads.queries.steps import Coming, next_step
from crm.threads.queries.threads import Thread, attached, counted, employer, files_of, thread
from crm.threads.queries.visits import visits_ahead
