"""Files for the ministries: column maps as data, workbooks, one PDF an entry, file names. Plain files, written only where asked for."""
