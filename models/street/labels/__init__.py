"""Pseudo-labels of vtest.avi: a hand-drawn scene, detections of people, and their tracks."""
