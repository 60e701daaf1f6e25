namespace VideoSeg.Vision.Pictures;

/// <summary>How raw pixels are stored.</summary>
public enum PixelFormat
{
    /// <summary>None of these: such a picture can't be used.</summary>
    Unknown,

    Bgr24,
    Rgb24,
    Gray8,

    /// <summary>A plane of Y, then interleaved U and V at half size.</summary>
    Nv12,

    /// <summary>A plane of Y, then U, then V at half size.</summary>
    I420,
}
