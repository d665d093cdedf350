"""Owns the search: what is asked for in words becomes rows of a map, the best first."""
