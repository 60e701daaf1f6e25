using System.Text.Json.Serialization;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Jobs.Storage;

/// <summary>Jobs and their trackers as JSON. Numbers are read back bit for bit.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(TrackerState))]
internal sealed partial class JobJson : JsonSerializerContext;
