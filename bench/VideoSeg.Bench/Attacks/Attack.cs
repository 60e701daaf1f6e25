namespace VideoSeg.Bench.Attacks;

/// <summary>An attack on a server of its own: a bounded load on loopback, and what it did to the server and to a second client.</summary>
/// <param name="Name">The name on the command line and in the report: lower case, words joined by hyphens.</param>
/// <param name="Line">The line of the table "Attacks" in docs/security.md that the attack tries, from 1.</param>
/// <param name="RunAsync">Starts a server, attacks it and stops it.</param>
internal sealed record Attack(string Name, int Line, Func<CancellationToken, Task<AttackResult>> RunAsync);
