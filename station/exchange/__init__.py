"""Files for the ministries: versioned column maps, workbooks, PDF per entry. What goes to the central is sending, not export."""
