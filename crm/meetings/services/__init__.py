"""What happens to meetings: logged, changed, minuted item by item, photographed, confirmed, settled."""

from crm.meetings.services.counting import keep_talks, settle_all_talks
from crm.meetings.services.enclosures import add_files, change_file, remove_file, restore_file
from crm.meetings.services.invitations import take_invitation, take_up
from crm.meetings.services.minutes import add_item, change_item, remove_item
from crm.meetings.services.photos import add_photos, change_photo, remove_photo
from crm.meetings.services.records import Minute, Newcomer, NextStep, TalkInput
from crm.meetings.services.standing import belong, confirm, replace_counterpart, settle
from crm.meetings.services.talks import change, log, take_out
