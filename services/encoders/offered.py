"""Owns what can be said of each encoder before it is opened: how large it is, and whether its weights are here.

Neither Keras nor OpenVINO is loaded for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from services.encoders import ENCODERS, Entry, keras_apps, wanted, weights
from services.errors import EncoderUnavailable


@dataclass(frozen=True, slots=True)
class Offer:
    """An encoder as it stands on this machine.

    Attributes
    ----------
    entry : Entry
    size : int
        Bytes to download; 0 if the weights come with Imagescape.
    here : bool
        Whether the weights are on this machine now.
    file, url, folder : str
        Name and address of the weights, and the folder into which a user may lay them; empty if they come with
        Imagescape.
    """

    entry: Entry
    size: int = 0
    here: bool = True
    file: str = ""
    url: str = ""
    folder: str = ""


def offered(*, folder: str, models: Path) -> list[Offer]:
    """Return all encoders that have a name. ``folder`` and ``models`` are those of ``weights.present``."""
    return [_offer(entry, folder, models) for entry in ENCODERS.values()]


def _offer(entry: Entry, folder: str, models: Path) -> Offer:
    if entry.name not in keras_apps.APPS:
        return Offer(entry)
    needed = wanted(entry.name)
    try:
        here = weights.present(needed, folder=folder, models=models) is not None
    except EncoderUnavailable:
        # The folder of --weights is gone. Opening an encoder will say so.
        here = False
    return Offer(entry, needed.size, here, needed.file, needed.url, str(weights.place(models)))
