using VideoSeg.Vision;

namespace VideoSeg.Jobs.Storage;

/// <summary>The server's disk has too little free space.</summary>
public sealed class DiskFullException(string message) : VideoSegException(message, null);
