"""Pages of the district's joint review: batches, letters, replies, conclusions."""
