"""Owns the one bundle that travels to components and routes; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.jobs.queue import Jobs
    from services.library import Library
    from services.settings import Settings
    from services.sources.uploads import Uploads
    from services.sources.watch import Watch
    from services.views import Views


@dataclass(frozen=True, slots=True)
class Services:
    """What is true, for whoever shows it. Built once, in :func:`app.create_app`."""

    settings: Settings
    library: Library
    jobs: Jobs
    uploads: Uploads
    views: Views
    watch: Watch
