"""The words of the trade as types: pages, entries, actions, findings. Pure; imports nothing of the house; I/O in durable.py only."""
