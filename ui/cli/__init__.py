"""The command line: a face like the desks, one file per group of commands. No Qt in here."""
