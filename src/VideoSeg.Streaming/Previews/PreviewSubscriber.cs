namespace VideoSeg.Streaming.Previews;

/// <summary>A subscriber that asks for previews.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Pattern">The streams that it follows.</param>
/// <param name="Request">The previews that it asks for.</param>
internal sealed record PreviewSubscriber(string Caller, StreamPattern Pattern, PreviewRequest Request);
