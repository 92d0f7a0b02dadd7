"""Short statements of a model from the quotes of an answer, each checked before it is sent."""
