"""Scripts that make the environment: the lock files and what an environment can do without."""
