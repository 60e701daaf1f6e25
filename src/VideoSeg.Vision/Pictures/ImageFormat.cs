namespace VideoSeg.Vision.Pictures;

/// <summary>The kinds of picture files that are decoded.</summary>
internal enum ImageFormat
{
    Jpeg,
    Png,
    WebP,
}
