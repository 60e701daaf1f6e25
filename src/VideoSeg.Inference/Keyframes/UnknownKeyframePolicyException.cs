using VideoSeg.Vision;

namespace VideoSeg.Inference.Keyframes;

/// <summary>A stream or a package names a keyframe policy that the server does not have.</summary>
/// <param name="name">The name that was given.</param>
/// <param name="known">The names that the server has.</param>
public sealed class UnknownKeyframePolicyException(string name, IReadOnlyList<string> known)
    : VideoSegException($"the keyframe policy is '{name}'; allowed are {string.Join(", ", known)}", null)
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Known { get; } = known;
}
