namespace VideoSeg.Inference.Keyframes;

/// <summary>The keyframe policies of a server, by name.</summary>
public sealed class KeyframePolicies
{
    private readonly IKeyframePolicyFactory[] _factories;

    /// <param name="factories">Where two have one name, the later one counts.</param>
    public KeyframePolicies(IEnumerable<IKeyframePolicyFactory> factories) => _factories = [.. factories.Reverse().DistinctBy(f => Key(f.Name)).Reverse()];

    /// <summary>The policies that come with VideoSeg.</summary>
    public static IReadOnlyList<IKeyframePolicyFactory> BuiltIn { get; } =
    [
        new KeyframePolicyFactory(EveryFramePolicy.Name, _ => new EveryFramePolicy()),
        new KeyframePolicyFactory(FixedIntervalPolicy.Name, options => new FixedIntervalPolicy(options.Interval)),
        new KeyframePolicyFactory(AdaptivePolicy.Name, options => new AdaptivePolicy(options.Residual, options.Interval)),
    ];

    public IReadOnlyList<string> Names => [.. _factories.Select(f => f.Name)];

    /// <summary>Makes the policy of one stream.</summary>
    /// <exception cref="UnknownKeyframePolicyException">No policy has the name.</exception>
    public IKeyframePolicy Create(KeyframeOptions options) => Find(options.Policy).Create(options);

    /// <summary>The name as the policy itself writes it. Case and hyphens of <paramref name="name"/> do not count: jobs of VideoSeg 0.1 stored <c>FixedInterval</c>.</summary>
    /// <exception cref="UnknownKeyframePolicyException">No policy has the name.</exception>
    public string NameOf(string name) => Find(name).Name;

    private IKeyframePolicyFactory Find(string name) =>
        Array.Find(_factories, f => Key(f.Name) == Key(name)) ?? throw new UnknownKeyframePolicyException(name, Names);

    private static string Key(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
}
