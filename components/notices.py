"""Owns the notices that slide in: what went wrong, or what has just been done."""

from __future__ import annotations

import uuid
from typing import Any, Literal

TITLES = {"error": "That did not work", "done": "Done", "info": "Good to know"}
COLOURS = {"error": "red", "done": "teal", "info": "blue"}


def notice(text: str, *, kind: Literal["error", "done", "info"] = "info") -> dict[str, Any]:
    """A notice for ``NotificationContainer.sendNotifications``; errors stay until closed."""
    return {
        "action": "show",
        "id": uuid.uuid4().hex,
        "title": TITLES[kind],
        "message": text,
        "color": COLOURS[kind],
        "autoClose": False if kind == "error" else 6000,
    }
