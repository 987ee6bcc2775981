"""The room of maps: one blueprint for its files of views."""

from flask import Blueprint

bp = Blueprint("maps", __name__, url_prefix="/maps")
