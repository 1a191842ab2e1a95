"""The station's side: the outbox folder and the loop that sends it. Needs no key of the store."""
