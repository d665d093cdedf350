"""Owns the row number, the one identity of a point that a browser sends back; the browser knows it without asking."""

from __future__ import annotations

from services.facts.fact import Column, Fact, Line
from services.library.tables import COLUMNS

ROW = Fact(
    "row",
    columns=(Column("row", COLUMNS["row"], lambda rows: rows.numbers),),
    line=Line("Row", lambda rows: [f"{number:,}" for number in rows.numbers]),
)
