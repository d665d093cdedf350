"""The top of the page: the map's name and counts, the list of maps, downloads."""
