"""THE list: what the product is made of. A new capability adds its lines in this folder and nowhere else.

`blueprints` (its pages), `work` (its commands, jobs and listeners), `menu` (how people find it), `settings` (what is
kept once for all), `panels` (what it hangs on the records below it), `listings` (its lists and what can be done to
ticked rows), `kinds` (its kinds of records), `tables` (those that come in from a table), `told` (what lower
capabilities are told of it).
"""

from crm.capabilities.blueprints import BLUEPRINTS
from crm.capabilities.kinds import AUDITED_ROWS, KINDS
from crm.capabilities.listings import BULK, HANDED_ON, LINK_SOURCES, LISTINGS, NAMED_IN
from crm.capabilities.menu import CREATE, OF_ACTIVITY, PHONE_BAR, WAITING, entries_of, first_page, lit, menu_of
from crm.capabilities.panels import PANELS
from crm.capabilities.settings import SETTINGS
from crm.capabilities.tables import TABLES
from crm.capabilities.told import tell
from crm.capabilities.work import (
    AGREED,
    BROUGHT,
    COMMANDS,
    FOLLOWED,
    HOURLY,
    JOBS,
    KEEP_MAIL,
    LISTENERS,
    MAIL_IN,
    NIGHTLY,
    OFTEN,
    RENEWALS,
    RESULTS,
    TELLERS,
)
