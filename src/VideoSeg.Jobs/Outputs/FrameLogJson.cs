using System.Text.Json.Serialization;

namespace VideoSeg.Jobs.Outputs;

/// <summary>The lines of a <see cref="FrameLog"/> as JSON. Numbers are read back bit for bit.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoggedFrame))]
internal sealed partial class FrameLogJson : JsonSerializerContext;
