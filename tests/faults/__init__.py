"""Seeded kills, cuts, full disks and damaged bytes."""
