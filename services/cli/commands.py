"""The old address of :func:`services.cli.main.make`, until every caller has the new one."""

from services.cli.main import make

__all__ = ["make"]
