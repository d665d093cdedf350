"""Owns the command line as a whole: the same pipeline without the page.

Exit status: 0 done; 2 wrong use or no such folder; 3 nothing in the folder can be mapped; 4 stopped by the user; 1
anything else.
"""

from __future__ import annotations

import click

from services.cli.add import add
from services.cli.build import build
from services.cli.duplicates import duplicates
from services.cli.export import export
from services.cli.maps import delete, follow, list_maps
from services.cli.regions import regions
from services.cli.serve import Serve, serve_command
from services.cli.similar import similar
from services.schema import VERSION
from services.settings import Settings


def make(serve: Serve) -> click.Group:
    """The command line.

    Parameters
    ----------
    serve : callable
        ``serve(settings, open_browser)`` starts the page. The caller hands it in, as services know no page.
    """

    @click.group(
        invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
    )
    @click.version_option(VERSION, prog_name="imagescape")
    @click.pass_context
    def cli(context: click.Context) -> None:
        """Imagescape: all your pictures on one map, alike beside alike. Without a command it serves the page."""
        if context.invoked_subcommand is None:
            serve(Settings.from_env(), True)

    for command in (serve_command(serve), build, add, list_maps, export, regions, similar, duplicates, follow, delete):
        cli.add_command(command)
    return cli
