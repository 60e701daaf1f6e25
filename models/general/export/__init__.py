"""The package's files: the graph and its manifest."""
