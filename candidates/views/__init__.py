"""Pages of candidates: lists, files, checks, reviews, rules."""
