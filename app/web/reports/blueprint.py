"""The room of reports; its routes stand in `views` and `templates`."""

from flask import Blueprint

bp = Blueprint("reports", __name__, url_prefix="/reports")
