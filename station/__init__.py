"""The station: everything an office PC needs between a sheet of paper and a sealed batch. No Qt in here."""
