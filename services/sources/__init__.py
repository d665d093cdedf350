"""Where pictures come from: a folder or address, an upload, the demo; and what has changed there since."""
