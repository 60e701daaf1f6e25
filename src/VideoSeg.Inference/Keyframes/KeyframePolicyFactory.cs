namespace VideoSeg.Inference.Keyframes;

/// <summary>Makes the policies of one name with a function.</summary>
/// <param name="name">As <see cref="IKeyframePolicyFactory.Name"/>.</param>
/// <param name="create">Makes the policy of one stream.</param>
public sealed class KeyframePolicyFactory(string name, Func<KeyframeOptions, IKeyframePolicy> create) : IKeyframePolicyFactory
{
    public string Name => name;

    public IKeyframePolicy Create(KeyframeOptions options) => create(options);
}
