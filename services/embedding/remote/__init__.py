"""Embedding on a Dask cluster. No module of ours outside this package knows of Dask."""
