using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace VideoSeg.Architecture.Tests;

/// <summary>The dependencies between the types of a project and all that they use, as its compiled assembly has them.</summary>
internal static class Dependencies
{
    /// <summary>Pairs of a type of the project and a type that it uses. Type parameters, which have no namespace, are left out.</summary>
    public static IReadOnlyList<(IType From, IType To)> Of(string project)
    {
        var architecture = new ArchLoader().LoadAssembly(Projects.Load(project)).Build();
        return [.. architecture.Types.SelectMany(type => type.Dependencies.Select(d => (type, d.Target)))
            .Where(d => d.Target is not GenericParameter && d.type.Namespace is not null && d.Target.Namespace is not null)];
    }

    /// <summary>Whether a type lies in a namespace, or in one below it.</summary>
    public static bool IsIn(IType type, string name) => type.Namespace.FullName == name || type.Namespace.FullName.StartsWith(name + ".", StringComparison.Ordinal);
}
