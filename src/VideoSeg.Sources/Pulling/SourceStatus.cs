namespace VideoSeg.Sources.Pulling;

/// <summary>The status of a source.</summary>
/// <param name="StreamId">The id of its stream.</param>
/// <param name="Uri">The address without secrets: user, password and query are left out.</param>
/// <param name="State">The state.</param>
/// <param name="Problem">Why it does not run, or why its frames fail; empty while they are segmented.</param>
/// <param name="Reconnects">How often frames arrived again over a new connection.</param>
/// <param name="Created">When it was created.</param>
public sealed record SourceStatus(string StreamId, string Uri, SourceState State, string Problem, ulong Reconnects, DateTimeOffset Created);
