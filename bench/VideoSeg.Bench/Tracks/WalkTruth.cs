namespace VideoSeg.Bench.Tracks;

/// <summary>Who is where in one frame of a <see cref="SyntheticWalk"/>.</summary>
/// <param name="Ids">[height, width]: the walker that is seen, from 1; 0: none.</param>
/// <param name="WholeArea">For each walker how many pixels it would have with nobody in front; place 0 is not used.</param>
internal sealed record WalkTruth(byte[] Ids, int[] WholeArea);
