"""The pages of documents: printing, reports as records, their parts, their approval."""

from crm.documents.views import approval, goods, parts, prints, reports, settle, sheets, words
from crm.documents.views.blueprint import bp
