"""The sheet that starts a map, and the job that makes it: its progress, and where the page goes when it has a map."""
