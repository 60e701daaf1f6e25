using VideoSeg.Vision;

namespace VideoSeg.Jobs.Uploads;

/// <summary>An uploaded file is not what its checksum says. Its bytes are discarded.</summary>
/// <param name="fileName">The file.</param>
/// <param name="actual">The SHA-256 of the bytes that were received.</param>
/// <param name="expected">The SHA-256 that the caller sent.</param>
public sealed class UploadCorruptException(string fileName, ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected)
    : VideoSegException($"the SHA-256 of '{fileName}' is {Convert.ToHexStringLower(actual)}, not {Convert.ToHexStringLower(expected)}: send it again from 0", null)
{
    public string FileName { get; } = fileName;
}
