"""Faces of the station: the command line and the desktop. bootstrap is the only place that wires real parts."""
