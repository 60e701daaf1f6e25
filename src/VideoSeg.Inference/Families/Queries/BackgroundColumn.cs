namespace VideoSeg.Inference.Families.Queries;

/// <summary>The column that stands for no object.</summary>
internal enum BackgroundColumn
{
    None,
    First,
    Last,
}
