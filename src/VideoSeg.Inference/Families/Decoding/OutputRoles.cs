using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Decoding;

/// <summary>
/// Finds the outputs of a graph that have a family's roles: what `outputs` of model.json says, else an output of a usual name, else the only one that looks like it.
/// </summary>
internal sealed class OutputRoles
{
    private readonly ModelManifest _manifest;
    private readonly GraphSignature _graph;
    private readonly IReadOnlyDictionary<string, string[]> _usualNames;
    private readonly List<string> _taken = [];

    /// <param name="manifest">May name outputs.</param>
    /// <param name="graph">Has the outputs.</param>
    /// <param name="usualNames">For each role of the family the names that exporters give such outputs.</param>
    /// <exception cref="ModelPackageException">The manifest names a role or an output that is not there.</exception>
    public OutputRoles(ModelManifest manifest, GraphSignature graph, IReadOnlyDictionary<string, string[]> usualNames)
    {
        (_manifest, _graph, _usualNames) = (manifest, graph, usualNames);
        if (manifest.Outputs.Keys.FirstOrDefault(role => !usualNames.ContainsKey(role)) is { } unknown)
        {
            throw new ModelPackageException(manifest.File, $"outputs.{unknown} is no role of family {manifest.Family}; allowed are {string.Join(", ", usualNames.Keys)}");
        }

        _taken.AddRange(manifest.Outputs.Keys.Select(role => Said(role)!.Name));
        foreach (var (role, names) in usualNames.Where(r => !manifest.Outputs.ContainsKey(r.Key)))
        {
            if (Usual(names) is { } named)
            {
                _taken.Add(named.Name);
            }
        }
    }

    /// <summary>The output that has the role; null: there is none.</summary>
    /// <param name="role">One of the family's.</param>
    /// <param name="looksLikeIt">Whether an output that nobody has named may have the role.</param>
    /// <param name="form">The shapes that it may have, in words.</param>
    /// <exception cref="ModelPackageException">The one that is named has another shape, or several look like it.</exception>
    public TensorSpec? Find(string role, Func<TensorSpec, bool> looksLikeIt, string form)
    {
        if ((Said(role) ?? Usual(_usualNames[role])) is { } named)
        {
            return looksLikeIt(named) ? named : throw new ModelPackageException(_graph.Path, $"output {named} does not fit the role {role} of family {_manifest.Family}; it must be {form}. outputs.{role} can name another one of {All}");
        }

        TensorSpec[] alike = [.. _graph.Outputs.Values.Where(o => !_taken.Contains(o.Name) && looksLikeIt(o))];
        if (alike.Length > 1)
        {
            throw new ModelPackageException(_manifest.File, $"outputs.{role} is missing, and {string.Join(" and ", alike.Select(a => a.ToString()))} may both be it ({form})");
        }

        _taken.AddRange(alike.Select(a => a.Name));
        return alike.Length == 1 ? alike[0] : null;
    }

    /// <summary>The output that has the role.</summary>
    /// <exception cref="ModelPackageException">There is none.</exception>
    public TensorSpec Require(string role, Func<TensorSpec, bool> looksLikeIt, string form) => Find(role, looksLikeIt, form)
        ?? throw new ModelPackageException(_graph.Path, $"has no output for the role {role} of family {_manifest.Family}, {form}; its outputs are {All}. outputs.{role} of model.json can name one");

    private string All => string.Join("; ", _graph.Outputs.Values);

    private TensorSpec? Said(string role)
    {
        if (!_manifest.Outputs.TryGetValue(role, out var said))
        {
            return null;
        }

        var found = said.Name is null ? _graph.Outputs.Values.ElementAtOrDefault(said.Index) : _graph.Outputs.GetValueOrDefault(said.Name);
        return found ?? throw new ModelPackageException(_manifest.File, $"outputs.{role} is {(said.Name is null ? said.Index : $"'{said.Name}'")}; the outputs of {Path.GetFileName(_graph.Path)} are {All}");
    }

    private TensorSpec? Usual(string[] names) => names.Select(name => _graph.Outputs.GetValueOrDefault(name)).FirstOrDefault(o => o is not null);
}
