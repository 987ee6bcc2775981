"""村级资料 and the tables of a whole village."""

from flask import Blueprint

bp = Blueprint("villages", __name__, url_prefix="/villages")
