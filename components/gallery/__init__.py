"""Owns the place at the bottom: the drawer of pictures."""
