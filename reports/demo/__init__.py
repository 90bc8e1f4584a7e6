"""The exercise street: made-up people on the real communities of 小车河街道, or on twelve that do not exist."""
