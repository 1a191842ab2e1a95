"""Forms as data: what papers look like, which fields they have, which rules bind them. Engine code knows no form by name."""
