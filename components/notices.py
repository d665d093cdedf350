"""Owns the notices that slide in: what went wrong, or what was just done."""

from __future__ import annotations

import uuid
from typing import Literal, TypedDict

TITLES = {"error": "That did not work", "done": "Done", "info": "Good to know"}
COLOURS = {"error": "red", "done": "teal", "info": "blue"}


class Notice(TypedDict):
    """One notice, as ``NotificationContainer.sendNotifications`` takes it."""

    action: str
    id: str
    title: str
    message: str
    color: str
    #: Milliseconds until it closes, or False where it stays until the user closes it.
    autoClose: int | bool


def notice(text: str, *, kind: Literal["error", "done", "info"] = "info") -> Notice:
    """A notice to send. Errors stay until the user closes them; the others close by themselves."""
    return {
        "action": "show",
        "id": uuid.uuid4().hex,
        "title": TITLES[kind],
        "message": text,
        "color": COLOURS[kind],
        "autoClose": False if kind == "error" else 6000,
    }
