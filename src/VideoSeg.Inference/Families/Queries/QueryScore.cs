namespace VideoSeg.Inference.Families.Queries;

/// <summary>How the scores of a query become probabilities.</summary>
internal enum QueryScore
{
    /// <summary>Each class by itself: the logistic function. No column is dropped.</summary>
    Sigmoid,

    /// <summary>All columns together; one of them may be that of no object.</summary>
    Softmax,
}
