"""HTTP: the addresses, who may ask for them, and the server."""
