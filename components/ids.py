"""Owns every element id: a typo raises an AttributeError here, and would do nothing, silently, in the browser."""

from __future__ import annotations

from enum import StrEnum


class Ids(StrEnum):
    """Ids in the order of the page. Scripts, styles and tests rely on them.

    Exports make the ids of what offers them: ``download-<export>``. What assets/modules draws has its ids there.
    """

    URL = "url"
    PROVIDER = "provider"
    NOTICES = "notices"
    SCREEN = "screen"
    # stores
    STARTED = "started-store"
    UPLOADED = "upload-store"
    JOB = "job-store"
    ASKED = "asked-store"
    MAP_STATE = "map-store"
    FIGURED = "figured-store"
    ADOPTED = "adopted-store"
    REVIVE = "map-revive"
    SETTLED = "settled-store"
    COLOURS = "colours-store"
    LISTED = "listed-store"
    # header
    TITLE = "map-title"
    COUNTS = "counts"
    SKIPPED_OPEN = "skipped-open"
    TRUST = "map-trust"
    LIBRARY = "library"
    THEME = "theme"
    # source
    FOLDER = "folder"
    BROWSE = "browse"
    BUILD = "build"
    DEMO = "demo"
    DEMO_MAPPED = "demo-told"
    DEMO_OFFERED = "demo-offered"
    SAMPLE = "sample"
    ENCODER = "encoder"
    PROJECTION = "projection"
    PERPLEXITY = "perplexity"
    ITERATIONS = "iterations"
    DIMENSIONS = "dimensions"
    SEED = "seed"
    CUSTOM = "custom-encoder"
    ARTICLE = "recipe-article"
    DEFAULTS = "recipe-defaults"
    # folder browser
    BROWSER = "folder-browser"
    BROWSER_PATH = "folder-browser-path"
    BROWSER_LIST = "folder-browser-list"
    BROWSER_UP = "folder-browser-up"
    BROWSER_USE = "folder-browser-use"
    # upload, filled by assets
    UPLOAD_ZONE = "upload-zone"
    UPLOAD_FILES = "upload-files-button"
    UPLOAD_FOLDER = "upload-folder-button"
    UPLOAD_PROGRESS = "upload-progress"
    UPLOAD_BAR = "upload-bar"
    UPLOAD_CANCEL = "upload-cancel"
    # progress, filled by assets
    PROGRESS_PLACE = "progress-place"
    # new pictures of the folder
    ADD_BAR = "add-bar"
    ADD_BEAT = "add-beat"
    ADD_NOTE = "add-note"
    ADD = "add"
    RELAYOUT = "relayout"
    RESUME = "resume"
    # map
    MAP_FRAME = "map-frame"
    MAP = "map"
    COLOR_BY = "color-by"
    LEGEND = "legend"
    SIDE = "side"
    TOOL_PAN = "tool-pan"
    TOOL_LASSO = "tool-lasso"
    TOOL_BOX = "tool-box"
    TOOL_RESET = "tool-reset"
    MARKS_DOTS = "marks-dots"
    MARKS_POLAROID = "marks-polaroid"
    SELECTION = "selection"
    SELECTION_BAR = "selection-bar"
    SELECTION_COUNT = "selection-count"
    SELECTION_CLEAR = "selection-clear"
    HINT = "map-hint"
    ABOUT = "map-about"
    EMPTY = "map-empty"
    # picture, filled by assets
    PICTURE = "picture"
    # download
    EXPORTS = "exports"
    EXPORTS_MENU = "exports-menu"
    DOWNLOAD_CSV = "download-csv"
    DOWNLOAD_CSV_LEAN = "download-csv-lean"
    DOWNLOAD_PARQUET = "download-parquet"
    DOWNLOAD_PNG = "download-png"
    # drawers
    SKIPPED = "skipped"
    SKIPPED_LIST = "skipped-list"
    MAPS = "maps"
    MAPS_LIST = "maps-list"
