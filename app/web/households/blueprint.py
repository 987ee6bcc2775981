"""The room of the register; its views stand in several files beside this one."""

from flask import Blueprint

bp = Blueprint("households", __name__, url_prefix="/households")
