namespace VideoSeg.Server.WebSockets;

/// <summary>The room that one message has taken in steps, given back at once.</summary>
internal sealed class RoomOfMessage : IDisposable
{
    private readonly List<IDisposable> _steps = [];

    public void Add(IDisposable step) => _steps.Add(step);

    public void Dispose() => _steps.ForEach(step => step.Dispose());
}
