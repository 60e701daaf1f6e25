using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoSeg.Vision.Ffmpeg;

/// <summary>Asks ffprobe what a container says of itself.</summary>
internal static partial class MediaProbe
{
    /// <summary>A file that takes longer to look at is broken in a way that no answer helps with.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="path">The path of the file.</param>
    /// <param name="access">What may be opened for it.</param>
    /// <returns>Without tracks where ffprobe can't read the file.</returns>
    public static MediaDescription Describe(string path, InputAccess access)
    {
        // Sizes are read from headers: no picture is decoded, however large it is.
        var start = FfmpegProgram.StartOf(
            "ffprobe", ["-v", "quiet", "-print_format", "json", "-show_format", "-show_streams", "-skip_frame", "all", .. access.Arguments, "-i", FfmpegProgram.FileOf(path)]);
        start.RedirectStandardOutput = true;
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
        }

        try
        {
            return JsonSerializer.Deserialize(output.GetAwaiter().GetResult(), ProbeJson.Default.MediaDescription) ?? new MediaDescription();
        }
        catch (JsonException)
        {
            // It was killed, or crashed on the file.
            return new MediaDescription();
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
    [JsonSerializable(typeof(MediaDescription))]
    private sealed partial class ProbeJson : JsonSerializerContext;
}
