namespace VideoSeg.Bench.Tracks;

/// <summary>The ground truth of one frame of a <see cref="SyntheticWalk"/>.</summary>
/// <param name="Ids">The visible walker at each pixel, [height, width], from 1; 0 if there is none.</param>
/// <param name="WholeArea">The number of pixels of each walker without occlusion; index 0 is unused.</param>
internal sealed record WalkTruth(byte[] Ids, int[] WholeArea);
