"""Cleaning what arrived ("đúng, đủ, sạch, sống"): people against a population register, and what is said back. A job, no server.

Splink and DuckDB are an extra of the central (requirements-linkage.lock); only `linkage.py` knows them.
"""
