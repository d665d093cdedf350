"""Owns every error that a user can meet.

The tree::

    ImagescapeError                status 500, exit 1
    ├── BadRequest                 status 400, exit 2   something asked for is not allowed; says what is
    │   ├── NoSuchFolder           status 404, exit 2   the folder is missing, or is no folder
    │   ├── OutsideRoots           status 403, exit 2   the folder lies outside the allowed roots
    │   └── TooLarge               status 413, exit 2   an upload over the limits
    ├── NotFound                   status 404, exit 2   no such map, row or export
    ├── Gone                       status 410, exit 1   the file behind a point has moved or changed
    ├── NothingToMap               status 422, exit 3   not one picture in the folder can be read
    ├── StoppedByUser              status 409, exit 4   the stop button, or Ctrl-C
    ├── EncoderUnavailable         status 503, exit 1   weights that are not here and cannot be fetched
    ├── ClusterFailed              status 502, exit 1   the remote workers cannot do the work
    ├── DecodersUnavailable        status 500, exit 1   the processes that decode pictures cannot be started
    ├── Busy                       status 202, exit 1   others are being answered; ask again in a moment
    ├── Changed                    status 409, exit 1   what is to be changed is another by now: someone was sooner
    ├── Unanswered                 status 503, exit 1   the process that answers questions is busy, or has ended
    ├── SourceGone                 status 503, exit 1   the folder of the pictures went away while they were read
    └── LibraryUnusable            status 500, exit 1   the library folder cannot be written, or is newer than we are
        └── FeaturesLost           status 500, exit 1   features are missing, or were not finite

A message names the value, what is allowed, and what to do next. A file that cannot be read is never an error:
it becomes a :class:`services.schema.Skipped`.
"""

#: Message of a stop between embedding and the first layout.
STOPPED_EARLY = "Stopped before the layout began; the features are kept, and the next start goes on from there."


class ImagescapeError(Exception):
    """Something went wrong. The message explains it to the user in one line."""

    status = 500
    exit_code = 1


class BadRequest(ImagescapeError):
    """What was asked for is not allowed."""

    status = 400
    exit_code = 2


class NoSuchFolder(BadRequest):
    """The folder is missing, or is not a folder."""

    status = 404


class OutsideRoots(BadRequest):
    """The folder lies outside the folders this server may read."""

    status = 403


class TooLarge(BadRequest):
    """An upload over the limits in the settings."""

    status = 413


class NotFound(ImagescapeError):
    """No such map, row or export."""

    status = 404
    exit_code = 2


class Gone(ImagescapeError):
    """The file behind a point has moved, vanished or changed since the map was made."""

    status = 410


class NothingToMap(ImagescapeError):
    """Not one picture in the folder can be read."""

    status = 422
    exit_code = 3


class StoppedByUser(ImagescapeError):
    """The user pressed stop. The features embedded so far are kept."""

    status = 409
    exit_code = 4


class EncoderUnavailable(ImagescapeError):
    """The encoder's weights are not on this machine and cannot be fetched."""

    status = 503


class ClusterFailed(ImagescapeError):
    """The remote workers answer but cannot do the work."""

    status = 502


class DecodersUnavailable(ImagescapeError):
    """The processes that decode pictures cannot be started."""


class Busy(ImagescapeError):
    """Other questions are being answered. No failure: whoever asks again in a moment is answered."""

    status = 202


class Changed(ImagescapeError):
    """What is to be changed was changed since it was last seen, by another window or person."""

    status = 409


class Unanswered(ImagescapeError):
    """The process that answers questions is busy with others, or ended over this one."""

    status = 503


class LibraryUnusable(ImagescapeError):
    """The library folder cannot be written, or was made by a newer version."""


class FeaturesLost(LibraryUnusable):
    """Features of a map are missing from the library, or were not finite and have been removed from it."""


class SourceGone(ImagescapeError):
    """The folder of the pictures went away while they were read. What was embedded is kept."""

    status = 503


def in_one_line(error: BaseException, most: int) -> str:
    """The words of a library's ``error`` for a message of ours; the name of its kind if it has none.

    From ``most`` characters on they are cut, which is marked.
    """
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= most else f"{text[:most]} ..."
