"""The network and its start weights."""
