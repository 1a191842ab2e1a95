"""The encrypted store of one station: keys, action log, projections, sealed images. FORMAT.md is its contract."""
