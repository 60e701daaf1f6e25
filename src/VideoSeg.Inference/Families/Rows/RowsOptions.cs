using VideoSeg.Inference.Packages;

namespace VideoSeg.Inference.Families.Rows;

/// <summary>What `decode` of model.json says about rows.</summary>
internal sealed record RowsOptions
{
    /// <summary>Null: what the shape and the file's metadata say.</summary>
    public RowsForm? Form { get; init; }

    /// <summary>Null: what the count of columns says.</summary>
    public bool? Objectness { get; init; }

    /// <summary>Whether scores are logits.</summary>
    public bool IsLogit { get; init; }

    /// <summary>Whether boxes are corners; if not, centre and size.</summary>
    public bool IsCorners { get; init; }

    /// <summary>Whether boxes are shares of the input; if not, pixels.</summary>
    public bool IsShare { get; init; }

    /// <summary>Intersection over union above which the weaker detection goes.</summary>
    public double Overlap { get; init; }

    /// <summary>Whether only detections of one class suppress each other.</summary>
    public bool ByClass { get; init; }

    /// <summary>How many class columns the network has, where classes in model.json read only some of them; 0: as many as are read.</summary>
    public int ClassColumns { get; init; }

    /// <summary>Columns at the end that are left out, such as keypoints.</summary>
    public int IgnoredColumns { get; init; }

    public static RowsOptions Read(ManifestObject json) => new()
    {
        Form = json.Choice<RowsForm?>("form", [("auto", null), ("raw", RowsForm.Raw), ("end-to-end", RowsForm.EndToEnd), ("yolox", RowsForm.Yolox)]),
        Objectness = json.Choice<bool?>("objectness", [("auto", null), ("yes", true), ("no", false)]),
        IsLogit = json.Choice("score", [("probability", false), ("logit", true)]),
        IsCorners = json.Choice("boxes", [("centre-size", false), ("corners", true)]),
        IsShare = json.Choice("unit", [("pixels", false), ("share", true)]),
        Overlap = json.Number("nms", 1, 0.45),
        ByClass = json.Flag("nms_by_class", true),
        ClassColumns = json.Integer("class_columns", 1, 10_000, missing: 0),
        IgnoredColumns = json.Integer("ignored_columns", 0, 10_000, missing: 0),
    };
}
