"""Plots the masks, tracks and object sizes of a clip, in notebook cells. Needs a running server (./videoseg serve) and matplotlib.

    python3 plot_masks.py CLIP [OUT.png] [SERVER]
"""
# %% The clip
import itertools
import sys
from collections import defaultdict

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import videoseg

clip = sys.argv[1]
out = sys.argv[2] if len(sys.argv) > 2 else "masks.png"
server = sys.argv[3] if len(sys.argv) > 3 else videoseg.client.DEFAULT_SERVER

# %% Stream the first forty frames
results = list(itertools.islice(videoseg.stream(clip, server), 40))
print(f"{len(results)} results, {sum(r.keyframe for r in results)} keyframes")

# %% The first frame with its masks, coloured by category
first = results[0]
painted = first.image[..., ::-1].astype(float)
for segment in first.segments:
    painted[segment.mask] = 0.5 * painted[segment.mask] + 0.5 * np.array(segment.category.colour)

figure, (picture, sizes) = plt.subplots(1, 2, figsize=(13, 5))
picture.imshow(painted.astype(np.uint8))
picture.axis("off")
for thing in first.things:
    x, y, _, _ = thing.box
    picture.text(x, y - 3, f"{thing.category.name} {thing.track_id}", color="white", fontsize=7, backgroundcolor="black")

# %% The area of each track over time
tracks = defaultdict(list)
for result in results:
    for thing in result.things:
        tracks[f"{thing.category.name} {thing.track_id}"].append((result.time, thing.area))
for name, points in sorted(tracks.items(), key=lambda item: -len(item[1]))[:10]:
    sizes.plot(*zip(*points), label=name)
sizes.set(xlabel="time (s)", ylabel="area (px)")
sizes.legend(fontsize=7)

# %% Save the figure
figure.tight_layout()
figure.savefig(out, dpi=110)
print(out)
