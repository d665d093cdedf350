"""Owns the settings: one frozen dataclass, from ``IMAGESCAPE_*`` variables and the command line.

The table in docs/reference.md is printed by :func:`table`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from services import processors
from services.errors import BadRequest

PREFIX = "IMAGESCAPE_"
#: Processors that this process may use, counted when the program starts.
PROCESSORS = processors.count()
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Value = TypeVar("Value", str, int, tuple[str, ...])


def default_library() -> Path:
    """Return the platform's folder for a user's data."""
    from platformdirs import user_data_path

    return user_data_path("imagescape", appauthor=False)


def _option(default: Value, text: str, described: str = "") -> Value:
    """A setting. ``described`` stands in the docs for a default that differs from machine to machine."""
    return field(default=default, metadata={"help": text, "described": described})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an administrator may decide. It is made once and given to :func:`app.create_app`."""

    host: str = _option(
        "127.0.0.1", "Address to listen on. Any other than this machine's own asks for an access token."
    )
    port: int = _option(8050, "Port to listen on.")
    library: str = _option(
        "", "Folder for maps, features, thumbnails and uploads; empty means the platform's user data folder."
    )
    roots: tuple[str, ...] = _option(
        (),
        f"Folders the page may read, separated by '{os.pathsep}'; empty means all of this machine while only this "
        "machine can connect.",
    )
    weights: str = _option("", "Folder with encoder weights laid there by hand.")
    cluster: str = _option(
        "",
        "Address of a Dask scheduler (tcp://...) whose workers read and embed the pictures; empty means this machine "
        "alone.",
    )
    token: str = _option(
        "",
        "Access token; empty means a new one at each start, printed in the terminal. Only used with a host other than "
        "this machine.",
    )
    decoders: int = _option(
        processors.decoders(PROCESSORS),
        "Processes that decode pictures, at most; another starts only when pictures are waited for.",
        f"the processors it may use, from {processors.FEWEST_DECODERS} to {processors.MOST_DECODERS}",
    )
    threads: int = _option(
        PROCESSORS,
        "Threads for inference, neighbours and layout; coordinates do not depend on it.",
        "the processors it may use",
    )
    max_pixels: int = _option(
        300_000_000,
        "Pictures with more pixels than this are skipped as possible decompression bombs. Phones make 200 million.",
    )
    max_file_mb: int = _option(1024, "Picture files larger than this many MB are skipped.")
    decode_seconds: int = _option(30, "A picture that takes longer than this to decode is skipped.")
    decode_memory_mb: int = _option(
        6000, "Memory that one decoder may have, in MB; a picture that needs more is skipped. Linux and macOS only."
    )
    upload_file_mb: int = _option(256, "Largest single file that can be uploaded, in MB.")
    upload_files: int = _option(200_000, "Most files in one upload.")
    upload_total_gb: int = _option(50, "Most that one upload may hold altogether, in GB.")
    max_pictures: int = _option(2_000_000, "Most pictures on one map.")
    cache_url: str = _option(
        "", "redis://... to share the cache of figures between servers; empty means a folder in the library."
    )

    @property
    def library_path(self) -> Path:
        """The absolute path of the library folder."""
        return Path(self.library).expanduser().absolute() if self.library else default_library()

    @property
    def exposed(self) -> bool:
        """Whether machines other than this one may connect."""
        return self.host not in LOOPBACK

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **flags: object) -> Settings:
        """Read the settings from ``IMAGESCAPE_*`` variables. ``flags`` that are not None or empty override them.

        Raises
        ------
        BadRequest
            A variable is not a known setting, or its value has the wrong type.
        """
        environ = os.environ if environ is None else environ
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in environ.items():
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                raise BadRequest(f"{name} is not a setting. Known ones: {', '.join(sorted(known))}.")
            values[known[name].name] = _cast(known[name], text)
        values.update({k: v for k, v in flags.items() if v not in (None, ())})
        return cls(**values)


def _cast(setting: Field[Any], text: str) -> str | int | tuple[str, ...]:
    if isinstance(setting.default, tuple):
        return tuple(part for part in text.split(os.pathsep) if part)
    if isinstance(setting.default, int):
        if not text.strip().isdecimal():
            raise BadRequest(
                f"{PREFIX}{setting.name.upper()}={text!r} is not a whole number, such as {setting.default}."
            )
        return int(text)
    return text


def table() -> str:
    """Return the settings as a Markdown table, for the docs."""
    rows = ["| setting | variable | default | what |", "|---|---|---|---|"]
    for f in fields(Settings):
        default = f.metadata["described"] or (f"`{f.default}`" if f.default not in ("", ()) else "(empty)")
        text = f.metadata["help"].replace(f"'{os.pathsep}'", "`:` (`;` on Windows)")
        rows.append(f"| `{f.name}` | `{PREFIX}{f.name.upper()}` | {default} | {text} |")
    return "\n".join(rows)
