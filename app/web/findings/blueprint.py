"""The room of the work orders; its views stand in several files beside this one."""

from flask import Blueprint

bp = Blueprint("findings", __name__, url_prefix="/findings")
