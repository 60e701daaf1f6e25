using VideoSeg.Streaming.Admission;
using VideoSeg.Vision;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds;

/// <summary>The memory of the pictures that feeds decode: a part of the server's budget, which streams and jobs share.</summary>
internal sealed class FeedMemory(DecodeBudget budget)
{
    private const int BytesPerPixel = 3;

    private static readonly PixelSize UsualSize = new(1280, 720);

    /// <summary>Waits for room for frames. The caller disposes the reservation.</summary>
    /// <param name="frames">How many.</param>
    /// <param name="size">The size of one; null: it is not known.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="VideoException">There was no room in time.</exception>
    public async ValueTask<IDisposable> ReserveAsync(int frames, PixelSize? size, CancellationToken cancellationToken)
    {
        try
        {
            return await budget.ReserveAsync(frames * BytesPerPixel * (size ?? UsualSize).Pixels, DecodeBudget.Patience, cancellationToken);
        }
        catch (DecodeMemoryException e)
        {
            throw new VideoException("DECODE_MEMORY_EXHAUSTED", e.Message, e);
        }
    }
}
