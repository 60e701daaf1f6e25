using VideoSeg.Vision;

namespace VideoSeg.Server.Access;

/// <summary>A caller who is known asked for what they have no right to.</summary>
internal sealed class AccessDeniedException(Caller caller, Need need)
    : VideoSegException($"'{caller.Name}' has no right to '{need}'; theirs are {(caller.Rights.Count == 0 ? "none" : string.Join(", ", caller.Rights.Select(r => $"'{r}'")))}", null)
{
    public Need Need { get; } = need;
}
