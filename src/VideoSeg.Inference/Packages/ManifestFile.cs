using System.Text.Json;
using VideoSeg.Inference.Keyframes;

namespace VideoSeg.Inference.Packages;

/// <summary>model.json as it is written; <see cref="ManifestReader"/> checks it. Unknown fields are refused, so that a typing error is seen.</summary>
internal sealed record ManifestFile
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public string Description { get; init; } = "";

    public string Licence { get; init; } = "";

    public string Origin { get; init; } = "";

    public required string Family { get; init; }

    public required ModelInput Input { get; init; }

    public required IReadOnlyList<ClassEntry> Classes { get; init; }

    public required GraphEntries Graphs { get; init; }

    public PanopticEntry Panoptic { get; init; } = new();

    public KeyframeEntry Keyframes { get; init; } = new();

    /// <summary>Measured figures, free in form.</summary>
    public JsonElement Quality { get; init; }

    internal sealed record ClassEntry
    {
        public required int Id { get; init; }

        public required string Name { get; init; }

        public required ClassKind Kind { get; init; }

        public IReadOnlyList<int>? Colour { get; init; }

        /// <summary>The channel of the semantic output that the class reads; null: its index.</summary>
        public int? Channel { get; init; }
    }

    internal sealed record GraphEntries
    {
        public required string Keyframe { get; init; }

        public string? Nonkeyframe { get; init; }
    }

    internal sealed record PanopticEntry
    {
        public double Score { get; init; } = 0.35;

        public double ExpectedScore { get; init; } = 0.1;

        public double Overlap { get; init; } = 0.5;

        public double StuffArea { get; init; } = 0.001;
    }

    internal sealed record KeyframeEntry
    {
        public KeyframePolicyKind Policy { get; init; }

        public int Interval { get; init; } = KeyframeChoice.DefaultInterval;

        public double Residual { get; init; } = KeyframeChoice.DefaultResidual;

        public bool Fusion { get; init; } = true;
    }

    internal enum ClassKind
    {
        Stuff,
        Thing,
    }
}
