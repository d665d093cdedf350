"""What the page asks of a stored map."""
