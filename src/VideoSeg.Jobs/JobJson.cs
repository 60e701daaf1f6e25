using System.Text.Json.Serialization;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Jobs.Uploads;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Jobs;

/// <summary>What jobs keep of themselves, as JSON: numbers come back as they were, to the last bit.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(Upload))]
[JsonSerializable(typeof(TrackerState))]
[JsonSerializable(typeof(LoggedFrame))]
internal sealed partial class JobJson : JsonSerializerContext;
