using VideoSeg.Vision;

namespace VideoSeg.Server.Errors.Limits;

/// <summary>Too many calls watch the health of the server, of all clients or of this address.</summary>
internal sealed class TooManyWatchesException(int limit, int limitOfAddress)
    : VideoSegException($"too many calls watch the health; allowed are {limit}, and {limitOfAddress} of one address (Serve:MaxHealthWatches): call Check", null);
