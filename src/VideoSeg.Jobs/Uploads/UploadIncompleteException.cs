using VideoSeg.Vision;

namespace VideoSeg.Jobs.Uploads;

/// <summary>A job names an upload of which bytes are missing.</summary>
/// <param name="received">Bytes that the upload has.</param>
/// <param name="bytes">Bytes of the whole file.</param>
public sealed class UploadIncompleteException(long received, long bytes)
    : VideoSegException($"{received} of the upload's {bytes} bytes have been received; send the others first", null)
{
    public long Received { get; } = received;

    public long Bytes { get; } = bytes;
}
