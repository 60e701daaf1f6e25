using VideoSeg.V1;

namespace VideoSeg.Cli.Batch;

/// <summary>The outputs of a job, by name.</summary>
internal static class BatchOutputs
{
    // The outputs that every server has are sent in the field that servers of version 0.1 know too.
    private static readonly Dictionary<string, BatchOutput> BuiltIn = new()
    {
        ["lines"] = BatchOutput.JsonLines,
        ["panoptic"] = BatchOutput.CocoPanoptic,
        ["classes"] = BatchOutput.LabelMaps,
        ["overlay"] = BatchOutput.Overlay,
        ["tracks"] = BatchOutput.Tracks,
        ["summary"] = BatchOutput.Summary,
    };

    /// <summary>The names of the outputs that every server has.</summary>
    public static IReadOnlyCollection<string> Names => BuiltIn.Keys;

    /// <summary>Requests the named outputs.</summary>
    public static void AddTo(CreateBatchJobRequest request, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (BuiltIn.TryGetValue(name, out var output))
            {
                request.Outputs.Add(output);
            }
            else
            {
                request.OutputNames.Add(name);
            }
        }
    }
}
