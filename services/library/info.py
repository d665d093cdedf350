"""Owns the facts of a map besides its rows: how it was made, of what, and how far to trust it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields

from services.schema import ALL_WAVES, Recipe


@dataclass(frozen=True, slots=True)
class MapInfo:
    """Facts of a map.

    Attributes
    ----------
    id : str
        16 to 64 hex digits.
    name : str
        For people; the folder's own name until someone renames the map.
    source : str
        Folder or URL of the pictures.
    created : str
        ISO 8601, UTC.
    state : str
        ``building`` or ``ready``.
    recipe : Recipe
        As asked for. Perplexity and iterations that were used may be smaller.
    n, dimensions : int
        Rows, and 2 or 3.
    found, mapped, skipped : int
        Files; found is the sum of the other two. ``sampled_from`` is how many there were before a sample was drawn.
    others : int
        Files beside those, which are no pictures at all, by their names: neither found nor skipped.
    embedded, cached : int
        Features that this build computed, and that the library had.
    width : int
        Numbers a feature.
    trust : float or None
        Mean over ``trust_sampled`` points, 0 to 1; None where not measured. Maps of more than 5,000 points that an
        older version made have it of 3,000.
    perplexity, iterations : float or None, int
        As used.
    stopped : bool
        Whether the user stopped the layout.
    seconds, images_per_second : dict, float
        What each stage took in seconds, and pictures embedded a second, without the time to load the encoder.
    warnings : list of str
        Sentences for the user.
    versions, encoder_key : dict, str
        Versions of the packages that matter, and the key of the features.
    became : str
        Id of the map that replaced this one: an unfinished map that was stopped or finished has one.
    added : int
        The last so many rows were added to the finished map ``recipe.base``. Of the files of its other rows,
        ``vanished`` were gone by then and ``changed`` held another picture; ``outside`` rows lie elsewhere than in
        ``source``.
    goal : str
        Of a map that was stopped: the recipe, as JSON, that was asked for.
    moved_from, followed : str
        The folder where the pictures were before, if the map has followed them into another, and when it did (ISO 8601,
        UTC).
    trust_against : int
        0 where trust is exact; else the trust of each point is estimated, against so many others drawn at random.
    centred : int
        So many first rows have the centre of the features as their mean (:mod:`services.neighbours.metric`); 0 where
        features are compared as they are.
    left : str
        Id of an older map of the layout whose folder was gone when this one was made: its pictures may be these.
    layout : str
        The id of the layout (:func:`services.provenance.layout_id`). Maps of the same pictures in other folders can
        share it. Of a map that an older version made it is the map's own id.
    machine : dict
        What computed the map (:mod:`services.library.machine`); empty of older maps.
    """

    id: str
    name: str
    source: str
    created: str
    state: str
    recipe: Recipe
    n: int
    dimensions: int
    found: int
    mapped: int
    skipped: int
    sampled_from: int
    embedded: int
    cached: int
    width: int
    trust: float | None
    trust_sampled: int
    perplexity: float | None
    iterations: int
    stopped: bool
    seconds: dict[str, float]
    images_per_second: float
    warnings: list[str]
    versions: dict[str, str]
    encoder_key: str
    became: str = ""
    added: int = 0
    vanished: int = 0
    changed: int = 0
    outside: int = 0
    goal: str = ""
    moved_from: str = ""
    followed: str = ""
    trust_against: int = 0
    centred: int = 0
    others: int = 0
    left: str = ""
    layout: str = ""
    machine: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> str:
        """All facts as JSON, for the database and the map file."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def trust_of(self) -> str:
        """Of which pictures :attr:`trust` is the mean, and against which others each was measured."""
        if self.trust_sampled < self.n:
            return f"{self.trust_sampled:,} pictures drawn at random"
        if self.trust_against:
            return f"every picture, each against {self.trust_against:,} others drawn at random"
        return "every picture, against all others"

    @property
    def counts(self) -> str:
        """Such as "1,903 found = 1,899 mapped + 4 skipped, and 952 other files"; with what a sample was drawn from."""
        text = f"{self.found:,} found = {self.mapped:,} mapped + {self.skipped:,} skipped"
        if self.mapped + self.skipped < self.sampled_from:
            text += f", drawn from {self.sampled_from:,}"
        return f"{text}, and {self.others:,} other file{'s' if self.others > 1 else ''}" if self.others else text

    @property
    def how(self) -> str:
        """How the map was made, in a line; whoever concludes something from the map should quote it."""
        recipe = self.recipe
        encoder = recipe.encoder.removeprefix("custom:").rpartition("/")[2]
        parts = [encoder, recipe.metric, f"{recipe.projection} {self.dimensions}-D"]
        if self.perplexity is not None:
            asked = (
                f" ({recipe.perplexity:g} asked, too many for {self.n:,} pictures)"
                if self.perplexity < recipe.perplexity
                else ""
            )
            parts.append(f"perplexity {self.perplexity:.3g}{asked}")
        unit = "step" if self.iterations == 1 else "steps"
        steps = f"{'stopped after ' if self.stopped else ''}{self.iterations:,} {unit}"
        parts += ["stopped while it grew" if recipe.waves != ALL_WAVES else steps, f"seed {recipe.seed}"]
        if recipe.precision != "f32":
            parts.append(recipe.precision)
        if recipe.base:
            parts.append(f"{self.added:,} added to map {recipe.base[:8]}")
        if recipe.align:
            parts.append(f"turned to fit map {recipe.align[:8]}")
        return " · ".join(parts)

    @classmethod
    def from_json(cls, stored: str) -> MapInfo:
        """The inverse of :meth:`as_json`. Keys of later versions are ignored; absent ones have their defaults."""
        values = json.loads(stored)
        known = {f.name for f in fields(cls)}
        recipe = Recipe.from_json(json.dumps(values.pop("recipe")))
        return cls(recipe=recipe, **{k: v for k, v in values.items() if k in known})
