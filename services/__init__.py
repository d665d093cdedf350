"""Owns the one bundle of services that components and routes receive; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.jobs.query import Query
    from services.jobs.queue import Jobs
    from services.library import Library
    from services.settings import Settings
    from services.sources.look import Looks
    from services.sources.uploads import Uploads
    from services.sources.watch import Watch
    from services.views import Views


@dataclass(frozen=True, slots=True)
class Services:
    """The services behind the page. :func:`app.create_app` builds them once."""

    settings: Settings
    library: Library
    jobs: Jobs
    uploads: Uploads
    views: Views
    watch: Watch
    looks: Looks
    query: Query
