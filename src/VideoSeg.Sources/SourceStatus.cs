namespace VideoSeg.Sources;

/// <summary>A source as others see it.</summary>
/// <param name="StreamId">Its stream.</param>
/// <param name="Uri">Without what may be secret: user, password and query.</param>
/// <param name="State">How it does.</param>
/// <param name="Problem">Why it does not run; empty while it does.</param>
/// <param name="Reconnects">Times that frames came again over a new connection.</param>
/// <param name="Created">When it was asked for.</param>
public sealed record SourceStatus(string StreamId, string Uri, SourceState State, string Problem, ulong Reconnects, DateTimeOffset Created);
