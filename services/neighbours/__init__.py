"""Nearest neighbours among features, and their ranks."""
