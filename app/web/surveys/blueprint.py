"""The room of checks; its routes stand in `views` and `cases`."""

from flask import Blueprint

bp = Blueprint("surveys", __name__, url_prefix="/surveys")
