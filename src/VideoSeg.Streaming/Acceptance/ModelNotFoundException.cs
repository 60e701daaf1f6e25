using VideoSeg.Vision;

namespace VideoSeg.Streaming.Acceptance;

/// <summary>A stream asks for a model that does not exist.</summary>
/// <param name="name">The name that was asked for; a long one is not repeated in the message.</param>
/// <param name="models">The names of the models that exist.</param>
public sealed class ModelNotFoundException(string name, IReadOnlyList<string> models) : VideoSegException(
    $"there is no model {(name.Length <= 64 ? $"'{name}'" : $"whose name has {name.Length} characters")}; there are {string.Join(", ", models)}", null)
{
    /// <summary>The name that was asked for.</summary>
    public string Name { get; } = name;

    /// <summary>The names of the models that exist.</summary>
    public IReadOnlyList<string> Models { get; } = models;
}
