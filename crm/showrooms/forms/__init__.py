"""The input of showrooms, exhibits, sales and settlements, and the lists."""

from crm.showrooms.forms.asked import AskedForm, InquiryForm
from crm.showrooms.forms.books import SALES_LIST, SETTLEMENTS_LIST
from crm.showrooms.forms.exhibits import ExhibitForm, MovementForm, count_form, counted
from crm.showrooms.forms.inquiries import AskGoodsForm, TakeInquiryForm
from crm.showrooms.forms.lists import EXHIBITS_LIST, SHOWROOMS_LIST
from crm.showrooms.forms.partners import (
    CountRefusalForm,
    PartnerCodeForm,
    PartnerLinkForm,
    ReplyForm,
    answered,
    causes,
    pieces,
    shelf_form,
    statement_form,
    taking_form,
    typed,
)
from crm.showrooms.forms.sales import SaleForm, SheetColumnsForm, SheetForm, offered
from crm.showrooms.forms.settlements import CorrectionForm, PaymentForm, SettlementForm
from crm.showrooms.forms.showrooms import ContractForm, ShowroomForm
