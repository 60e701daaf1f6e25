using VideoSeg.Jobs.Outputs;

namespace VideoSeg.Jobs.Registry;

/// <summary>The kinds of outputs that a server knows, by name.</summary>
internal sealed class OutputKinds(IEnumerable<IJobOutput> kinds)
{
    private readonly Dictionary<string, IJobOutput> _kinds = kinds.ToDictionary(k => k.Name, StringComparer.Ordinal);

    /// <summary>The kinds that a caller asks for, which must be known and possible on this server.</summary>
    /// <exception cref="InvalidJobException">There is none, or one is unknown.</exception>
    /// <exception cref="OutputUnavailableException">This server can't make one of them.</exception>
    public IReadOnlyList<IJobOutput> Require(IReadOnlyList<string> names)
    {
        var kinds = names.Distinct(StringComparer.Ordinal).Select(Find).ToArray();
        if (kinds.Length == 0)
        {
            throw new InvalidJobException("a job has at least one output");
        }

        return Array.Find(kinds, k => k.Unavailable is not null) is { } kind ? throw new OutputUnavailableException(kind.Name, kind.Unavailable!) : kinds;
    }

    private IJobOutput Find(string name) => _kinds.GetValueOrDefault(name)
        ?? throw new InvalidJobException($"'{name}' is not an output of this server; allowed are {string.Join(", ", _kinds.Keys)}");
}
