"""Measurements of a trained network on labelled pictures and on clips."""
