"""Owns the measurements: ratios against a named baseline in the same run, with quality beside them.

``python -m benchmarks`` runs them.
"""
