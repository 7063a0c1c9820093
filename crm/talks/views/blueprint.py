"""The blueprint of what is talked about in a case."""

from flask import Blueprint

from crm.core.permissions import Permission

bp = Blueprint("talks", __name__, url_prefix="/talks")

READ, WRITE = Permission.NEGOTIATIONS_READ, Permission.NEGOTIATIONS_WRITE
