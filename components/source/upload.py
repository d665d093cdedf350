"""Owns the zone where pictures are dropped or chosen. assets/modules/upload makes the inputs and sends the files."""

from __future__ import annotations

from dash import html

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
                [
                    "Or drop pictures or a folder anywhere, or upload ",
                    html.Button("pictures", id=Ids.UPLOAD_FILES, className="text-button"),
                    " or ",
                    html.Button("a folder", id=Ids.UPLOAD_FOLDER, className="text-button"),
                    ": they are copied into the library.",
                ],
                className="quiet",
            ),
            html.Div(html.Div(id=Ids.UPLOAD_BAR, className="upload-bar"), className="upload-track"),
            html.P(id=Ids.UPLOAD_PROGRESS, className="upload-progress", role="status"),
            html.Button("Cancel the upload", id=Ids.UPLOAD_CANCEL, className="text-button", hidden=True),
        ],
    )
