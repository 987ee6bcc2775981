"""The room of rules; the modules beside it hang their routes on it."""

from flask import Blueprint

bp = Blueprint("rules", __name__, url_prefix="/rules")
