"""Tra cứu: entries found while one types, and their pages."""
