"""The room's blueprint, in a file of its own because its routes stand in several."""

from flask import Blueprint

bp = Blueprint("papers", __name__, url_prefix="/papers")
