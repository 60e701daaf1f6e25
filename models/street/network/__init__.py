"""The keyframe network: its layers, its weights, and the device that it runs on."""
