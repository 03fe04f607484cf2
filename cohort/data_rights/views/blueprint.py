"""The blueprint to which every file of this package adds its views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("data_rights", __name__)
