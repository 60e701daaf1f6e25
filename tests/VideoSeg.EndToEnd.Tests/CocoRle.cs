namespace VideoSeg.EndToEnd.Tests;

/// <summary>Decodes COCO's compressed run lengths, after cocoapi's rleFrString and rleDecode. Independent of the server's code, so that it can check it.</summary>
internal static class CocoRle
{
    public static bool[,] Decode(string counts, int width, int height)
    {
        var mask = new bool[height, width];
        int position = 0;
        var runs = Runs(counts);
        for (int run = 0; run < runs.Count; run++)
        {
            for (long i = 0; i < runs[run]; i++, position++)
            {
                mask[position % height, position / height] = run % 2 == 1;
            }
        }

        Assert.Equal(width * height, position);
        return mask;
    }

    private static List<long> Runs(string counts)
    {
        var runs = new List<long>();
        int at = 0;
        while (at < counts.Length)
        {
            long value = 0;
            int shift = 0;
            long bits;
            do
            {
                bits = counts[at++] - 48;
                value |= (bits & 0x1f) << shift;
                shift += 5;
            }
            while ((bits & 0x20) != 0);

            if ((bits & 0x10) != 0)
            {
                value |= -1L << shift;
            }

            runs.Add(runs.Count > 2 ? value + runs[^2] : value);
        }

        return runs;
    }
}
