"""Home pages, reports, and what reports add to a person's file."""
