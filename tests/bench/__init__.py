"""Every figure that a document states is printed by one command here: `python -m tests.bench.<name>`."""
