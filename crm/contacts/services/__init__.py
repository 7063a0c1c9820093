"""What is done to organisations and people."""

from crm.contacts.services.keys import renew_organisations, renew_people
from crm.contacts.services.organisations import (
    archive_organisation,
    change_organisation,
    create_organisation,
    quick_organisation,
    restore_organisation,
    tell_where,
)
from crm.contacts.services.ours import keep_our_organisation
from crm.contacts.services.people import change_person, create_person, quick_person, restore_person, supplement
from crm.contacts.services.portraits import keep_portrait, remove_portrait, restore_portrait
from crm.contacts.services.posts import followed
from crm.contacts.services.relations import change_relation, relate, unrelate
from crm.contacts.services.spelling import name_in, spell
