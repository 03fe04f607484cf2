"""Places in a page that features above fill: the log for reflect, the threads for discuss.

A feature above registers one function a kind; it gets all the page's prompt keys of that
kind at once, so that a page costs one query a kind however many prompts it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app

from cohort.access.actor import Actor

FillSlot = Callable[[Actor, Sequence[str]], Mapping[str, Any]]


def install(app: Flask, **fillers: FillSlot) -> None:
    """Say who fills which kind of prompt: `install(app, reflect=…, discuss=…)`."""
    app.extensions["prompt_slots"] = fillers


def fill(viewer: Actor, parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """{prompt key: what belongs beneath it for this viewer} for a page's parts."""
    filled: dict[str, Any] = {}
    for kind, filler in current_app.extensions["prompt_slots"].items():
        keys = [part["key"] for part in parts if part["kind"] == kind]
        if keys:
            filled.update(filler(viewer, keys))
    return filled
