namespace VideoSeg.Vision;

/// <summary>How luma and chroma become red, green and blue.</summary>
public enum ColourMatrix
{
    /// <summary>ITU-R BT.601: the default.</summary>
    Bt601,

    /// <summary>ITU-R BT.709: usual for HD.</summary>
    Bt709,

    /// <summary>ITU-R BT.2020 with non-constant luminance: usual for UHD.</summary>
    Bt2020,
}
