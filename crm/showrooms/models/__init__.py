"""The tables of showrooms: terms, exhibits and stock; sales; settlements."""

from crm.showrooms.models.sales import Sale, SalesSheet
from crm.showrooms.models.settlements import Settlement, SettlementCost, SettlementLine, SettlementShare
from crm.showrooms.models.showrooms import Exhibit, Showroom, ShowroomContract, ShowroomName, StockMovement
