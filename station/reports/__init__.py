"""Printed sheets and reports; reads plain data, draws with reportlab."""
