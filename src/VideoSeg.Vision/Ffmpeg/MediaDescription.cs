using System.Globalization;
using System.Text.Json.Serialization;

namespace VideoSeg.Vision.Ffmpeg;

/// <summary>
/// What a container says of itself, as ffprobe tells it. Every figure may be wrong or missing: then the property keeps its default, for which it needs a setter.
/// </summary>
internal sealed record MediaDescription
{
    public IReadOnlyList<Track> Streams { get; set; } = [];

    public Container Format { get; set; } = new();

    public bool HasSound => Streams.Any(track => track.CodecType == "audio");

    /// <summary>
    /// The video track that players show, as ffmpeg chooses it: the largest of those that are marked as default, else the largest; a cover picture only if
    /// there is nothing else. Null: there is no video track.
    /// </summary>
    public Track? ShownTrack => Streams.Where(track => track.CodecType == "video").MaxBy(track => track.IsCover ? 0 : track.Pixels + (track.IsDefault ? long.MaxValue / 2 : 0) + 1);

    /// <summary>The container.</summary>
    internal sealed record Container
    {
        public string FormatName { get; set; } = "";

        /// <summary>In seconds.</summary>
        public double StartTime { get; set; }

        /// <summary>In seconds; 0: unknown.</summary>
        public double Duration { get; set; }
    }

    /// <summary>A track of the container.</summary>
    internal sealed record Track
    {
        public int Index { get; set; }

        public string CodecType { get; set; } = "";

        public string CodecName { get; set; } = "unknown";

        public string CodecTagString { get; set; } = "";

        public int Width { get; set; }

        public int Height { get; set; }

        /// <summary>The number of frames; 0: the container does not say.</summary>
        public int NbFrames { get; set; }

        public string AvgFrameRate { get; set; } = "0/0";

        [JsonPropertyName("r_frame_rate")]
        public string BaseFrameRate { get; set; } = "0/0";

        /// <summary>In seconds.</summary>
        public double StartTime { get; set; }

        /// <summary>In seconds; 0: the container does not say.</summary>
        public double Duration { get; set; }

        public IReadOnlyDictionary<string, int> Disposition { get; set; } = new Dictionary<string, int>();

        public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

        public long Pixels => (long)Width * Height;

        public bool IsDefault => Disposition.GetValueOrDefault("default") == 1;

        public bool IsCover => Disposition.GetValueOrDefault("attached_pic") == 1;

        /// <summary>Frames a second on average; 0: unknown.</summary>
        public double MeanRate => RateOf(AvgFrameRate);

        /// <summary>Frames a second if all are equally far apart; 0: unknown, or they are not.</summary>
        public double ConstantRate => AvgFrameRate == BaseFrameRate ? MeanRate : 0;

        private static double RateOf(string fraction) =>
            fraction.Split('/') is [var above, var below]
                && double.TryParse(above, CultureInfo.InvariantCulture, out var frames)
                && double.TryParse(below, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? frames / seconds : 0;
    }
}
