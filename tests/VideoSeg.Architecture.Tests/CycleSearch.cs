namespace VideoSeg.Architecture.Tests;

/// <summary>Finds the nodes of a graph that can reach each other (strongly connected components of two and more).</summary>
internal static class CycleSearch
{
    public static IReadOnlyList<string[]> Cycles(IEnumerable<(string From, string To)> edges)
    {
        var next = edges.Where(e => e.From != e.To).ToLookup(e => e.From, e => e.To);
        var nodes = next.Select(n => n.Key).ToArray();
        var reachable = nodes.ToDictionary(n => n, n => Reachable(n, next));
        return
        [
            .. nodes.Where(n => reachable[n].Contains(n))
                .GroupBy(n => string.Join(", ", reachable[n].Where(m => reachable.TryGetValue(m, out var back) && back.Contains(n)).Order(StringComparer.Ordinal)))
                .Select(g => g.Order(StringComparer.Ordinal).ToArray()),
        ];
    }

    private static HashSet<string> Reachable(string from, ILookup<string, string> next)
    {
        var seen = new HashSet<string>();
        var waiting = new Stack<string>(next[from]);
        while (waiting.TryPop(out string? node))
        {
            if (seen.Add(node))
            {
                foreach (string after in next[node])
                {
                    waiting.Push(after);
                }
            }
        }

        return seen;
    }
}
