"""Owns the zone where pictures are dropped or chosen. assets/70-upload.js makes the file inputs and sends the files."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from components.icons import icon
from components.ids import Ids
from services.sources.scan import ENDINGS


def layout() -> html.Div:
    """The zone, and how far an upload is. The script reads there which endings a picture may have."""
    return html.Div(
        id=Ids.UPLOAD_ZONE,
        className="upload-zone",
        **{"data-endings": ",".join(ENDINGS)},
        children=[
            html.P(
                [icon("upload", size=22), html.Span("or drop pictures or a whole folder here")], className="upload-lead"
            ),
            html.Div(
                className="upload-buttons",
                children=[
                    dmc.Button("Choose pictures", id=Ids.UPLOAD_FILES, variant="subtle", size="compact-sm"),
                    dmc.Button("Choose a folder", id=Ids.UPLOAD_FOLDER, variant="subtle", size="compact-sm"),
                ],
            ),
            html.Div(html.Div(id=Ids.UPLOAD_BAR, className="upload-bar"), className="upload-track"),
            html.P(id=Ids.UPLOAD_PROGRESS, className="upload-progress", role="status"),
            html.Button("Cancel", id=Ids.UPLOAD_CANCEL, className="text-button", hidden=True),
        ],
    )
