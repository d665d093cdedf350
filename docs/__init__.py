"""Owns what the documentation is made with: tables and pages of measurements (``python -m docs.tables``), pictures
(``python -m docs.screenshots``).
"""
