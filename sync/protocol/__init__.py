"""What both sides must agree on: limits, documents, messages. PROTOCOL.md in code; no network, no disk, no keys of its own."""
