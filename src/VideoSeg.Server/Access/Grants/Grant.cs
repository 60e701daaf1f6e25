using System.Diagnostics.CodeAnalysis;
using VideoSeg.Streaming;

namespace VideoSeg.Server.Access.Grants;

/// <summary>
/// A permission on the streams that match a pattern. Written "PERMISSION[,PERMISSION…] [PATTERN]", such as "publish,subscribe cameras.>"; without a pattern
/// it covers all streams.
/// </summary>
internal sealed record Grant(Permission Permission, StreamPattern Streams)
{
    private static readonly Dictionary<string, Permission> PermissionsByName = Enum.GetValues<Permission>().ToDictionary(p => p.ToString().ToLowerInvariant());

    /// <summary>The syntax, for error messages.</summary>
    public static string Allowed { get; } =
        $"'PERMISSION[,PERMISSION…] [PATTERN]', such as 'publish,subscribe cameras.>'; permissions are {string.Join(", ", PermissionsByName.Keys)} and all; without a pattern all streams";

    /// <summary>Parses a text into one grant for each permission that it names.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<Grant>? grants)
    {
        grants = null;
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (1 or 2) || !StreamPattern.TryParse(parts.Length == 2 ? parts[1] : ">", out var streams))
        {
            return false;
        }

        var permissions = new List<Permission>();
        foreach (string name in parts[0].Split(','))
        {
            if (name == "all")
            {
                permissions.AddRange(PermissionsByName.Values);
            }
            else if (PermissionsByName.TryGetValue(name, out var permission))
            {
                permissions.Add(permission);
            }
            else
            {
                return false;
            }
        }

        grants = [.. permissions.Select(p => new Grant(p, streams))];
        return true;
    }

    /// <summary>Whether this grant is enough for the requirement.</summary>
    public bool Covers(Requirement requirement) =>
        Permission == requirement.Permission && (requirement.Streams is null || Streams.Covers(requirement.Streams));

    public override string ToString() => $"{Permission.ToString().ToLowerInvariant()} {Streams}";
}
