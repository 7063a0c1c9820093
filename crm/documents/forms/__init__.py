"""The input of documents: what to print, and the report as a record."""

from crm.documents.forms.prints import DocumentFilters, PrintForm
from crm.documents.forms.reports import BeginForm, ChainForm, DecisionForm, HeadForm, SectionForm, chain_form

__all__ = [
    "BeginForm",
    "ChainForm",
    "DecisionForm",
    "DocumentFilters",
    "HeadForm",
    "PrintForm",
    "SectionForm",
    "chain_form",
]
