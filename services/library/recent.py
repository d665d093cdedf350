"""Owns which sources were used last: those of maps and of jobs, whether or not the job made a map."""

from __future__ import annotations

from services.library.db import Database, text


def sources(db: Database, *, most: int) -> list[str]:
    """Return up to ``most`` different sources, the one that was mapped or asked for last first."""
    query = (
        "SELECT source FROM (SELECT source, made AS used FROM maps UNION ALL SELECT source, created FROM jobs) "
        "GROUP BY source ORDER BY max(used) DESC LIMIT ?"
    )
    return [text(row["source"]) for row in db.read().execute(query, (most,))]
