"""Signatures of people, the station and the central, and the certificates of a province. Nothing else signs."""
