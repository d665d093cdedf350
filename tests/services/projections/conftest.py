"""Fixtures for sets larger than memory."""

import pytest

from services import features, projections
from services.projections import landmarks, waves


@pytest.fixture
def small(monkeypatch):
    """More than 1,000 pictures are too many for memory; 400 of them are landmarks."""
    for module in (features, projections):
        monkeypatch.setattr(module, "IN_MEMORY", 1000)
    monkeypatch.setattr(waves, "LANDMARKS", 400)
    monkeypatch.setattr(landmarks, "LANDMARK_STEPS", 260)
