"""The shell and the worker: command groups, jobs, what runs by itself, and who is told of what."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from click import Command

from crm.activities.models import Activity
from crm.agreements import commands as agreements_commands
from crm.agreements import contents as agreements_contents
from crm.agreements.models import Agreement
from crm.agreements.queries import agreed
from crm.applications import services as applications_services
from crm.audit import commands as audit_commands
from crm.audit.services import Listener
from crm.backups import commands as backups_commands
from crm.cards import commands as cards_commands
from crm.checklists import contents as checklists_contents
from crm.contacts import commands as contacts_commands
from crm.documents import commands as documents_commands
from crm.documents import services as documents_services
from crm.documents.contents.brought import brought, counted
from crm.fairs import contents as fairs_contents
from crm.files import commands as files_commands
from crm.insights import commands as insights_commands
from crm.interactions import services as interactions_services
from crm.interchange import commands as interchange_commands
from crm.jobs import commands as jobs_commands
from crm.jobs.registry import JobHandler
from crm.lists import commands as lists_commands
from crm.matching import commands as matching_commands
from crm.meetings import commands as meetings_commands
from crm.meetings import queries as meetings_queries
from crm.meetings import services as meetings_services
from crm.merging import commands as merging_commands
from crm.missions import services as missions_services
from crm.missions import views as missions_views
from crm.negotiations import services as negotiations_services
from crm.negotiations import views as negotiations_views
from crm.outcomes import commands as outcomes_commands
from crm.outcomes import contents as outcomes_contents
from crm.partners import contents as partners_contents
from crm.places import commands as places_commands
from crm.privacy import commands as privacy_commands
from crm.privacy import services as privacy_services
from crm.products import commands as products_commands
from crm.products import contents as products_contents
from crm.registers import contents as registers_contents
from crm.sample import commands as sample_commands
from crm.search import commands as search_commands
from crm.search import services as search_services
from crm.showrooms import commands as showrooms_commands
from crm.showrooms import contents as showrooms_contents
from crm.subjects import commands as subjects_commands
from crm.tasks import commands as tasks_commands
from crm.tasks.contents import Teller
from crm.travel import commands as travel_commands
from crm.travel.services import Forgetter
from crm.upkeep import commands as upkeep_commands
from crm.users import commands as users_commands

COMMANDS: list[Command] = [
    users_commands.group,
    audit_commands.group,
    backups_commands.group,
    jobs_commands.group,
    files_commands.group,
    lists_commands.group,
    contacts_commands.group,
    meetings_commands.group,
    tasks_commands.group,
    places_commands.group,
    sample_commands.group,
    outcomes_commands.group,
    insights_commands.group,
    documents_commands.group,
    interchange_commands.group,
    merging_commands.group,
    search_commands.group,
    travel_commands.group,
    subjects_commands.group,
    upkeep_commands.upgrade,
    upkeep_commands.doctor,
    upkeep_commands.status,
    upkeep_commands.secret_group,
]

#: Who is told, at the end of each audited act, which records it changed.
LISTENERS: list[Listener] = [
    meetings_services.keep_talks,
    negotiations_services.keep_cases,
    search_services.index,
    missions_services.take_hosts,
    missions_services.keep_bookings,
    negotiations_services.follow_talks,
    privacy_services.take_over_ticks,
]

#: What to tell whoever saves of what followed from it in other records: (message, what takes it back).
FOLLOWED: list[Callable[[], list[tuple[str, str]]]] = [missions_views.hosts_taken, negotiations_views.followed]

#: Who else holds travel details, told when they are purged.
FORGETTERS: list[Forgetter] = [documents_services.forget, applications_services.forget]

#: What is made anew from the records after an upgrade and after an archive was brought back, in this order: whoever
#: was erased goes first, whatever becomes of the rest.
RENEWALS: list[Callable[[], Iterator[str]]] = [
    subjects_commands.replayed,
    contacts_commands.entered_office,
    contacts_commands.renewed_keys,
    insights_commands.first_talks,
    privacy_commands.taken_over_ticks,
    search_commands.rebuilt,
]

#: Who keeps a mail that is no invitation (`flask meetings receive`), and says what became of it.
KEEP_MAIL = interactions_services.receive

#: How mail in from the mailbox stands, for the page of the system.
MAIL_IN = meetings_queries.mail_in

#: Who makes tasks by itself, and says what they say in each language.
TELLERS: list[Teller] = [
    checklists_contents.sayings,
    outcomes_contents.sayings,
    agreements_contents.sayings,
    products_contents.sayings,
    fairs_contents.sayings,
    partners_contents.sayings,
    showrooms_contents.sayings,
    registers_contents.sayings,
]

#: What an activity brought, in a language, for the papers below the capabilities that know it.
BROUGHT: Callable[[Activity, str, date], list[str]] = brought
#: The same as numbers, by the labels of what an activity aims at.
RESULTS: Callable[[Activity, date], dict[str, int]] = counted
#: The agreements that were signed for a negotiation and say what it is worth.
AGREED: Callable[..., Sequence[Agreement]] = agreed

#: What the worker begins by itself once a night.
NIGHTLY: list[JobHandler] = [
    search_commands.renew_at_night,
    merging_commands.scan_in_background,
    travel_commands.purge_at_night,
    subjects_commands.tidy_at_night,
    outcomes_commands.prepare_at_night,
    agreements_commands.turn_at_night,
    products_commands.warn_at_night,
    showrooms_commands.forget_at_night,
    insights_commands.keep_at_night,
    documents_commands.draft_at_night,
    lists_commands.tidy_at_night,
    files_commands.tidy_at_night,
    interchange_commands.tidy_at_night,
    users_commands.tidy_at_night,
    jobs_commands.purge_at_night,
    backups_commands.create_at_night,
    backups_commands.prove_at_night,
]

#: What it begins by itself every hour.
HOURLY: list[JobHandler] = [tasks_commands.remind_every_hour, outcomes_commands.send_waiting]

#: What it begins by itself every five minutes, where a mailbox is set (CRM_IMAP_HOST).
OFTEN: list[JobHandler] = [meetings_commands.collect_often]

#: What the worker knows how to do.
JOBS: list[JobHandler] = [
    users_commands.mail_device,
    users_commands.mail_link,
    backups_commands.tell_by_mail,
    lists_commands.write_export,
    lists_commands.do_to_many,
    documents_commands.print_document,
    cards_commands.read_card,
    *interchange_commands.TASKS,
    matching_commands.propose,
    matching_commands.print_table,
    *NIGHTLY,
    *HOURLY,
    *OFTEN,
]
