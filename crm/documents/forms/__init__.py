"""The input of documents: what to print, and the report as a record."""

from crm.documents.forms.prints import DocumentFilters, PrintForm
from crm.documents.forms.reports import BeginForm, ChainForm, DecisionForm, HeadForm, PaperForm, SectionForm, chain_form
from crm.documents.forms.settle import SettleForm, settle_form
from crm.documents.forms.words import WordsForm

__all__ = [
    "BeginForm",
    "ChainForm",
    "DecisionForm",
    "DocumentFilters",
    "HeadForm",
    "PaperForm",
    "PrintForm",
    "SectionForm",
    "SettleForm",
    "WordsForm",
    "chain_form",
    "settle_form",
]
