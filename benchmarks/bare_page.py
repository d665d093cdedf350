"""Owns the page that Imagescape's is measured against: what anyone would write with Dash, and no more.

One scattergl trace with the same points, colours and mark size, sent as plotly sends arrays (base64 of the bytes), and
a clientside callback that sets an image's address from ``hoverData``. It is served as Imagescape is: by waitress, with
the same number of threads.

``python -m benchmarks.bare_page --port 8060 --points points.npz --thumbnails thumbnails.npz``
"""

import argparse
import io
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import waitress
from dash import Dash, Input, Output, dcc, html
from flask import Response
from numpy.typing import NDArray

from benchmarks import synthetic
from components.map.figure import mark_size
from services.facts.palette import CATEGORIES
from services.web.server import THREADS
from tests.serving import ROOT, free_port

#: What a hovered point does, in the browser.
SHOW = "hover => hover ? '/thumb/' + hover.points[0].pointNumber : window.dash_clientside.no_update"


def figure(x: NDArray[np.float32], y: NDArray[np.float32], codes: NDArray[np.uint8]) -> go.Figure:
    """The same marks as Imagescape's, with Plotly's own hover."""
    marker = {"size": mark_size(len(x), polaroid=False), "opacity": 0.85, "line": {"width": 0}}
    steps = int(codes.max()) + 1
    scale = [[edge, CATEGORIES[i]] for i in range(steps) for edge in (i / steps, (i + 1) / steps)]
    marker.update(color=codes, colorscale=scale, cmin=-0.5, cmax=steps - 0.5, showscale=False)
    trace = go.Scattergl(x=x, y=y, mode="markers", marker=marker, hoverinfo="none")
    layout = {
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "hovermode": "closest",
        "dragmode": "pan",
        "showlegend": False,
    }
    return go.Figure(data=[trace], layout=layout)


def make(x: NDArray[np.float32], y: NDArray[np.float32], codes: NDArray[np.uint8], thumbnails: list[bytes]) -> Dash:
    """The page: a graph of the same size as Imagescape's, a picture beside it."""
    # Without a folder of its own it would take Imagescape's scripts: Dash looks beside where it was started.
    app = Dash("bare", assets_folder="none-of-ours", serve_locally=True, enable_mcp=False, update_title="")
    app.layout = html.Div(
        style={"display": "flex"},
        children=[
            dcc.Graph(
                id="map",
                figure=figure(x, y, codes),
                config={"scrollZoom": True},
                style={"width": "960px", "height": "760px"},
            ),
            html.Img(id="preview-image", style={"width": "280px"}),
        ],
    )
    app.clientside_callback(SHOW, Output("preview-image", "src"), Input("map", "hoverData"))

    @app.server.get("/thumb/<int:row>")
    def thumb(row: int) -> Response:
        return Response(
            thumbnails[row % len(thumbnails)],
            mimetype="image/jpeg",
            headers={"Cache-Control": "private, max-age=31536000, immutable"},
        )

    return app


@contextmanager
def served(home: Path, points: NDArray[np.float32], pictures: list[bytes]) -> Iterator[str]:
    """The bare page in a process of its own; its address."""
    port = free_port()
    npz, thumbs = home / f"points-{port}.npz", home / f"thumbs-{port}.npz"
    np.savez(npz, x=points[:, 0], y=points[:, 1], codes=synthetic.codes(len(points)))
    np.savez(thumbs, data=np.frombuffer(b"".join(pictures), np.uint8), sizes=np.array([len(p) for p in pictures]))
    options = ("--port", str(port), "--points", str(npz), "--thumbnails", str(thumbs))
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.bare_page", *options]
    process = subprocess.Popen(command, cwd=ROOT)
    url = f"http://localhost:{port}/"
    try:
        for _ in range(600):
            with suppress(OSError):
                urllib.request.urlopen(url, timeout=2).close()
                break
            time.sleep(0.05)
        urllib.request.urlopen(f"{url}_dash-layout", timeout=60).read()
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--points", required=True)
    parser.add_argument("--thumbnails", required=True)
    asked = parser.parse_args()
    points = np.load(asked.points)
    held = np.load(asked.thumbnails)
    stream = io.BytesIO(held["data"].tobytes())
    thumbnails = [stream.read(int(size)) for size in held["sizes"]]
    app = make(points["x"], points["y"], points["codes"], thumbnails)
    waitress.serve(app.server, host="127.0.0.1", port=asked.port, threads=THREADS, ident="", _quiet=True)


if __name__ == "__main__":
    main()
