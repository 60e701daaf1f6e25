namespace VideoSeg.Inference.Keyframes;

/// <summary>
/// A keyframe policy that packages and streams can name. Add one to a server with <c>services.AddSingleton&lt;IKeyframePolicyFactory&gt;(…)</c>;
/// <see cref="KeyframePolicyFactory"/> needs no class of one's own.
/// </summary>
public interface IKeyframePolicyFactory
{
    /// <summary>The name in model.json, options and requests: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>Makes the policy of one stream.</summary>
    /// <param name="options">In their ranges.</param>
    IKeyframePolicy Create(KeyframeOptions options);
}
