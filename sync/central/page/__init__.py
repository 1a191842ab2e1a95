"""The province's page: what stands where, for people at the province; rendered here, without script, under a database role of its own."""
