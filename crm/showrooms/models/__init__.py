"""The tables of showrooms: terms, exhibits and stock; sales; settlements; what the partner says of them."""

from crm.showrooms.models.asked import AskedExhibit, ProductInquiry
from crm.showrooms.models.partners import CountedExhibit, DisputedSale, PartnerAnswer, PartnerCount, PartnerLink
from crm.showrooms.models.sales import Sale, SalesSheet
from crm.showrooms.models.settlements import Settlement, SettlementCost, SettlementLine, SettlementShare
from crm.showrooms.models.showrooms import Exhibit, Showroom, ShowroomContract, ShowroomName, StockMovement
