"""The desk Người nộp: a card on the reader, the person of the entry beside it, the evidence that is kept."""
