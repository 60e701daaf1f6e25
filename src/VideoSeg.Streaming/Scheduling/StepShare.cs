namespace VideoSeg.Streaming.Scheduling;

/// <summary>One stream's share of the network.</summary>
/// <param name="weight">The weight against other streams: twice the weight, twice the steps while both wait.</param>
public sealed class StepShare(int weight)
{
    /// <summary>What a step adds to the stream's time.</summary>
    internal double Cost { get; } = 1.0 / weight;

    /// <summary>Where the stream's last step ends in the queue's virtual time.</summary>
    internal double Finish { get; set; }
}
