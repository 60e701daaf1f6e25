namespace VideoSeg.Client;

/// <summary>A field of a request that the server rejected.</summary>
/// <param name="Field">The path of the field, such as config.max_mask_side.</param>
/// <param name="Description">What was wrong and what is allowed.</param>
public sealed record FieldViolation(string Field, string Description);
