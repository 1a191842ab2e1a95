"""Settings in scopes (locked > user > default) and where the program keeps its own files. Secrets are never settings."""
