"""Owns what is known of a map besides its rows: how it was made, of what, and how far to trust it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from services.schema import Recipe


@dataclass(frozen=True, slots=True)
class MapInfo:
    """Everything about a map but its rows.

    ``perplexity`` and ``iterations`` are those used; ``trust`` is 0..1 or None; ``became`` is the map an unfinished one
    was
    stopped into, or that one which grew is in the end; ``goal`` is, of a map that was stopped, the recipe it was on its
    way to, as JSON.
    Of a map that pictures were added to (``recipe.base``): the last ``added`` rows are those, and of the files of the
    other rows
    ``vanished`` were gone by then, and ``changed`` held another picture; ``outside`` rows lie elsewhere than in
    ``source``.
    ``moved_from`` is where the pictures lay, if the same were last met in another folder.
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

    def as_json(self) -> str:
        """All of it, for the database and the map file."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def counts(self) -> str:
        """ "1,903 found = 1,899 mapped + 4 skipped", with where a sample was drawn from."""
        text = f"{self.found:,} found = {self.mapped:,} mapped + {self.skipped:,} skipped"
        return f"{text}, drawn from {self.sampled_from:,}" if self.mapped + self.skipped < self.sampled_from else text

    @property
    def how(self) -> str:
        """How it was made, in a line: what whoever concludes from it must be able to say."""
        recipe = self.recipe
        parts = [recipe.encoder.removeprefix("custom:").rpartition("/")[2], f"{recipe.projection} {self.dimensions}-D"]
        if self.perplexity is not None:
            asked = (
                f" ({recipe.perplexity:g} asked, too many for {self.n:,} pictures)"
                if self.perplexity < recipe.perplexity
                else ""
            )
            parts.append(f"perplexity {self.perplexity:.3g}{asked}")
        steps = f"{'stopped after ' if self.stopped else ''}{self.iterations:,} {'step' if self.iterations == 1 else 'steps'}"
        parts += ["stopped while it grew" if recipe.waves >= 0 else steps, f"seed {recipe.seed}"]
        if recipe.precision != "f32":
            parts.append(recipe.precision)
        if recipe.base:
            parts.append(f"{self.added:,} added to map {recipe.base[:8]}")
        if recipe.align:
            parts.append(f"turned to fit map {recipe.align[:8]}")
        return " · ".join(parts)

    @classmethod
    def from_json(cls, stored: str) -> MapInfo:
        """The inverse of :meth:`as_json`; keys of other versions are passed over."""
        values = json.loads(stored)
        known = {f.name for f in fields(cls)}
        recipe = Recipe.from_json(json.dumps(values.pop("recipe")))
        return cls(recipe=recipe, **{k: v for k, v in values.items() if k in known})
