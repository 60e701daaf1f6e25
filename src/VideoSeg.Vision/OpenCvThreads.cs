using OpenCvSharp;

namespace VideoSeg.Vision;

/// <summary>OpenCV's own threads. Process-wide.</summary>
public static class OpenCvThreads
{
    /// <summary>
    /// Each call into OpenCV runs on its caller's thread. In a server the cores are busy with other loops and with the network, and
    /// OpenCV's pool, which spins while it waits, only takes from them.
    /// </summary>
    public static void UseTheCallers() => Cv2.SetNumThreads(1);
}
