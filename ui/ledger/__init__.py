"""The ledger of a volume on the screen: its numbers with what became of each."""
