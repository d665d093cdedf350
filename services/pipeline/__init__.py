"""The order of the steps: from a folder to a stored map, and from a map to one with more pictures."""
