"""The middle of the page: the map, its tools and its colours."""
