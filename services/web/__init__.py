"""The web server and its addresses besides the page."""
