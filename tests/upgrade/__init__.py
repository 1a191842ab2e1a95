"""A store of every release is kept here and opened by today's program."""
