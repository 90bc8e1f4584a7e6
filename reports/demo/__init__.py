"""The exercise street: made-up people on the real communities of 小车河街道."""
