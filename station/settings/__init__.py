"""Settings in scopes (machine policy > user > default) and the folders of this account. Secrets are never settings."""
