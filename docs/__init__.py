"""Owns what the documentation is made with: its tables (``python -m docs.tables``) and pictures (``python -m
docs.screenshots``).
"""
