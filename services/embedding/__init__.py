"""From files to features: read, decode and embed, here or on a cluster; never the same picture twice."""
