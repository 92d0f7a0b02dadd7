"""Whether what a model states stands in the quotes that it cites."""
