"""The forms of consents and provisions, and the log of provisions as a list."""

from crm.privacy.forms.consents import MistakeForm, PastNoForm, RecordForm
from crm.privacy.forms.provisions import NOTE_ACT, PROVISIONS_LIST, HandedForm
