"""Training of the keyframe network: samples, augmentation, batches, losses and the loop. `python3 -m train --help` runs it."""
