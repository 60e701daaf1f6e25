using VideoSeg.Jobs.Outputs;

namespace VideoSeg.Jobs.Registry;

/// <summary>The kinds of outputs that a server knows, by name.</summary>
/// <param name="kinds">Where two have one name, the later one counts.</param>
internal sealed class OutputKinds(IEnumerable<IJobOutput> kinds)
{
    private readonly Dictionary<string, IJobOutput> _kinds = ByName(kinds);

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

        return Array.Find(kinds, k => k.Unavailable is not null) is { } kind ? throw new OutputUnavailableException(kind.Name, kind.Unavailable!, kind is BuiltInOutput { NeedsFfmpeg: true }) : kinds;
    }

    private IJobOutput Find(string name) => _kinds.GetValueOrDefault(name)
        ?? throw new InvalidJobException($"'{name}' is not an output of this server; allowed are {string.Join(", ", _kinds.Keys)}", name);

    private static Dictionary<string, IJobOutput> ByName(IEnumerable<IJobOutput> kinds)
    {
        var byName = new Dictionary<string, IJobOutput>(StringComparer.Ordinal);
        foreach (var kind in kinds)
        {
            byName[kind.Name] = kind;
        }

        return byName;
    }
}
