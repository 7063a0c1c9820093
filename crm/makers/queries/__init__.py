"""What people of a maker see: rows of their own firm alone, as plain values of the fields that are named here."""

from crm.makers.queries.accounts import account_of, firm_of, has_goods, name_of
from crm.makers.queries.cases import cases
from crm.makers.queries.goods import goods, sales
from crm.makers.queries.leads import ShownVisitor, given_before, leads, scope_of, visitors
from crm.makers.queries.settlements import OwnSettlement, lines, own_costs, settlement, settlements
