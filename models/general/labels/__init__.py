"""Labelled pictures, random views of them, and what the network should say of each cell."""
