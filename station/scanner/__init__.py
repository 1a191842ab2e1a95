"""Where page images come from. Bytes as they were made, checked whole and within bounds; nothing is altered and nothing is kept here."""
