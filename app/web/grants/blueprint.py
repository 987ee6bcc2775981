"""The room of measures on their way; its views stand in several files beside this one."""

from flask import Blueprint

bp = Blueprint("grants", __name__, url_prefix="/grants")
