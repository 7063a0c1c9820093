"""The input of documents: what to print, and the report as a record."""

from crm.documents.forms.prints import DOCUMENTS_LIST, PrintForm
from crm.documents.forms.reports import BeginForm, DecisionForm, HeadForm, PaperForm, SectionForm, chain_form
from crm.documents.forms.settle import settle_form
from crm.documents.forms.words import WordsForm
