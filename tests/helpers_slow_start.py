"""Owns a decoder that takes its time to be imported, as one does on a busy machine. Imported by spawned children."""

import time

from tests.helpers_decoders import telling as fine

__all__ = ["fine"]

time.sleep(3)
