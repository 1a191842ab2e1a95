"""Reading: from a page image to fields with text, value, confidence and box. Imports only station.domain and station.forms."""
