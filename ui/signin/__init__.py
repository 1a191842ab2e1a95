"""Sign-in: who sits down, with which password, over which store."""
