"""The sheet on which a map is begun, and the job that makes it: what it is doing, and where the page goes then."""
