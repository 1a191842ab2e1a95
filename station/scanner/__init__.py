"""Where page images come from: files and folders now, devices later. Nothing here writes to the store."""
