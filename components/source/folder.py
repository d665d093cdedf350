"""Owns the box for the path of a folder of pictures."""

from __future__ import annotations

import dash_mantine_components as dmc

from components.ids import Ids


def layout() -> dmc.TextInput:
    """The box, with a button that opens the folder browser."""
    return dmc.TextInput(
        id=Ids.FOLDER,
        placeholder="Folder path",
        # Without it Enter arrives before the last letters that were typed.
        debounce=True,
        rightSection=dmc.Button("Browse", id=Ids.BROWSE, variant="light", size="compact-xs"),
        rightSectionWidth=76,
        spellCheck=False,
        autoComplete="off",
        **{"aria-label": "Folder of pictures"},
    )
