"""The input of the pages of agreements, and their two lists."""

from crm.agreements.forms.agreements import AgreementForm, SignForm, StateForm, WithdrawForm
from crm.agreements.forms.lists import AGREEMENTS_LIST, FRAMEWORKS_LIST
