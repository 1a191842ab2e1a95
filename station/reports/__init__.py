"""Printed sheets about the work: plain data in, PDF bytes out. Nothing here reads a store."""
