"""Owns starting a job: for the folder in the box, for a finished upload, or for a recipe from elsewhere on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dash import Dash, Input, Output, State, no_update

from components.ids import Ids
from components.source import recipe
from components.types import Clicks, StartedState, Unchanged, Uploaded, Value
from services import Services, access, storage
from services.errors import BadRequest
from services.library import UNFINISHED
from services.schema import Recipe, name_of
from services.sources import demo, libraries

#: The name of a map of uploaded files that lay in no folder of their own.
UPLOAD_NAME = "Uploaded pictures"
#: The content of ``started-store``, and what is wrong with the folder.
Begun = tuple[StartedState | Unchanged, str | Unchanged | None]


def begin(services: Services, source: str, *, wanted: Recipe, name: str) -> StartedState:
    """Start a job. A running demo stops for the user's own pictures."""
    _dismiss_last(services)
    for job in services.library.jobs.unfinished():
        if demo.is_demo(services.library, job.source) and job.source != source:
            services.jobs.stop(job.id)
    return {"id": services.jobs.start(source, recipe=wanted, name=name).id}


def register(app: Dash, services: Services) -> None:
    """The button, Enter in the folder box and a finished upload start a job."""

    @app.callback(
        Output(Ids.STARTED, "data"),
        Output(Ids.FOLDER, "error"),
        Input(Ids.BUILD, "n_clicks"),
        Input(Ids.FOLDER, "n_submit"),
        State(Ids.FOLDER, "value"),
        *recipe.states(),
        prevent_initial_call=True,
        running=[(Output(Ids.BUILD, "loading"), True, False)],
    )
    def map_folder(_clicks: Clicks, _submits: Clicks, folder: str | None, *values: Value) -> Begun:
        return _begun(services, values, lambda: _folder(services, folder))

    @app.callback(
        Output(Ids.STARTED, "data", allow_duplicate=True),
        Output(Ids.FOLDER, "error", allow_duplicate=True),
        Input(Ids.UPLOADED, "data"),
        *recipe.states(),
        prevent_initial_call=True,
        running=[(Output(Ids.BUILD, "loading"), True, False)],
    )
    def map_upload(uploaded: Uploaded | None, *values: Value) -> Begun:
        # None where the user cancelled it.
        return _begun(services, values, lambda: _uploaded(services, uploaded)) if uploaded else (no_update, no_update)


def _begun(services: Services, values: Sequence[Value], find: Callable[[], tuple[str, str]]) -> Begun:
    """Start a job of the source and the name that ``find`` gives, or say what is wrong with them."""
    try:
        wanted = recipe.read(values)
        source, name = find()
    except BadRequest as error:
        _dismiss_last(services)
        return no_update, str(error)
    return begin(services, source, wanted=wanted, name=name), None


def _uploaded(services: Services, uploaded: Uploaded) -> tuple[str, str]:
    """The source and the name of a finished upload."""
    source = uploaded["source"]
    access.check(services.settings, source, also=services.library.uploads)
    return source, uploaded.get("name") or UPLOAD_NAME


def _folder(services: Services, text: str | None) -> tuple[str, str]:
    """The source and the name of the folder that was typed."""
    source = access.check(services.settings, text or "")
    if not storage.is_url(source):
        libraries.check(source)
    return source, name_of(source)


def _dismiss_last(services: Services) -> None:
    """Hide how the last job ended: a new one begins, or was refused."""
    last = services.library.jobs.latest()
    if last and last.state not in UNFINISHED:
        services.library.jobs.dismiss(last.id)
