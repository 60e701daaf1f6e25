namespace VideoSeg.Client;

/// <summary>A mask in COCO's compressed run-length encoding, column by column, as pycocotools reads it.</summary>
/// <param name="Width">The mask's width: that of the frame, or less when smaller masks were requested.</param>
/// <param name="Height">The mask's height: that of the frame, or less when smaller masks were requested.</param>
/// <param name="Counts">The compressed run lengths.</param>
public sealed record RleMask(int Width, int Height, string Counts)
{
    /// <summary>Decodes the mask.</summary>
    /// <exception cref="InvalidDataException">The run lengths are broken, or do not cover exactly the mask's pixels.</exception>
    public Bitmask Decode()
    {
        var pixels = new byte[checked(Width * Height)];
        var decoded = 0L;
        var isSet = false;
        foreach (var run in new RleCounts(Counts))
        {
            if (run < 0 || decoded + run > pixels.Length)
            {
                throw new InvalidDataException($"A run of {run} pixels at pixel {decoded} does not fit a mask of {Width}x{Height}.");
            }

            if (isSet)
            {
                Paint(pixels, decoded, decoded + run);
            }

            (decoded, isSet) = (decoded + run, !isSet);
        }

        return decoded == pixels.Length
            ? new Bitmask(Width, Height, pixels)
            : throw new InvalidDataException($"The run lengths cover {decoded} pixels; a mask of {Width}x{Height} has {pixels.Length}.");
    }

    /// <summary>Sets pixels that are counted column by column in an array of rows.</summary>
    private void Paint(byte[] pixels, long start, long end)
    {
        for (var i = start; i < end; i++)
        {
            pixels[(i % Height * Width) + (i / Height)] = 1;
        }
    }
}
