using System.Diagnostics.CodeAnalysis;
using VideoSeg.Streaming;

namespace VideoSeg.Server.Access;

/// <summary>That a caller may do something to some streams. As text: "VERB[,VERB…] [PATTERN]", such as "publish,subscribe cameras.>".</summary>
internal sealed record Right(Verb Verb, StreamPattern Streams)
{
    private static readonly Dictionary<string, Verb> VerbsByName = Enum.GetValues<Verb>().ToDictionary(v => v.ToString().ToLowerInvariant());

    public static string Allowed { get; } =
        $"'VERB[,VERB…] [PATTERN]', with the verbs {string.Join(", ", VerbsByName.Keys)} or all, such as 'publish,subscribe cameras.>'; no pattern is '>', all streams";

    /// <summary>One for each verb.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<Right>? rights)
    {
        rights = null;
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (1 or 2) || !StreamPattern.TryParse(parts.Length == 2 ? parts[1] : ">", out var streams))
        {
            return false;
        }

        var verbs = new List<Verb>();
        foreach (string name in parts[0].Split(','))
        {
            if (name == "all")
            {
                verbs.AddRange(VerbsByName.Values);
            }
            else if (VerbsByName.TryGetValue(name, out var verb))
            {
                verbs.Add(verb);
            }
            else
            {
                return false;
            }
        }

        rights = [.. verbs.Select(v => new Right(v, streams))];
        return true;
    }

    public override string ToString() => $"{Verb.ToString().ToLowerInvariant()} {Streams}";
}
