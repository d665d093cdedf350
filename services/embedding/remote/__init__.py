"""Owns embedding on a Dask cluster. No module outside this package knows of Dask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services import provenance
from services.embedding.keys import decode_options
from services.embedding.local import Outcomes
from services.embedding.remote import link
from services.embedding.remote.part import Job
from services.encoders import Encoder
from services.schema import Candidate, Recipe
from services.settings import Settings


def embed(
    settings: Settings,
    source: str,
    candidates: Sequence[Candidate],
    *,
    encoder: Encoder,
    recipe: Recipe,
    go_on: Callable[[], bool],
    note: Callable[[str], None],
) -> Outcomes:
    """Read and embed on the cluster at ``settings.cluster``; see :func:`services.embedding.remote.link.outcomes`."""
    job = Job(
        source,
        recipe.encoder,
        recipe.precision,
        encoder.key,
        provenance.versions(),
        decode_options(recipe, settings, encoder.side),
        settings.decode_seconds,
    )
    yield from link.outcomes(settings.cluster, candidates, job=job, go_on=go_on, note=note, warnings=encoder.warnings)
