"""The central: its own process over PostgreSQL and an object store."""
