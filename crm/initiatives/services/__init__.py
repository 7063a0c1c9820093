"""What is done to initiatives: `initiatives` themselves, the division of `roles`, the register of `challenges`."""

from crm.initiatives.services.aims import rewrite, write_funding, write_goals, write_markets
from crm.initiatives.services.challenges import add_challenge, change_challenge
from crm.initiatives.services.initiatives import EARLIEST, LATEST, change, check_days, check_organisation, plan, respell
from crm.initiatives.services.roles import assign, lay_out, start_from_template
