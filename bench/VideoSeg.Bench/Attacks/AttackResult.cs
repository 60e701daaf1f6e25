namespace VideoSeg.Bench.Attacks;

/// <summary>What an attack did.</summary>
/// <param name="Held">Whether the server kept its promise.</param>
/// <param name="Figure">The figure that says how far the attack came.</param>
/// <param name="Unit">What the figure counts, such as "MiB peak" or "s of outage".</param>
internal sealed record AttackResult(bool Held, double Figure, string Unit);
