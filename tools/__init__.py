"""Scripts for developers: the lock files, what an environment can do without, the house rules in numbers."""
