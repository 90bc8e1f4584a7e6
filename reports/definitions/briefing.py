"""换届筹备工作简报: written when the figures it reads are there."""
