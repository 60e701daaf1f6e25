using VideoSeg.Vision;

namespace VideoSeg.Server.Errors.Limits;

/// <summary>A client began a call, or a message, and did not finish it in time.</summary>
internal sealed class MessageLateException(TimeSpan patience)
    : VideoSegException($"the call's message did not arrive in time; the first message may take {patience.TotalSeconds:0.#} s (Serve:FirstMessageTimeout)", null);
