"""Help where it is needed: the keys of the desk in front, the first tour, the page of a form, the user guide. Changes no data."""
