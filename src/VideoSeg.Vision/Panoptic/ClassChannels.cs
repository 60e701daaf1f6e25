namespace VideoSeg.Vision.Panoptic;

/// <summary>
/// Which channel of a network's semantic output each class reads. Several classes may share a channel: those of things that the semantic output
/// does not tell apart, and things that it takes for one kind of stuff. Two stuff classes never share one. A channel that no class reads is void.
/// </summary>
public sealed class ClassChannels
{
    private readonly int[] _channelOfClass;
    private readonly int[] _classOfChannel;

    /// <param name="categories">The classes, in the model's order.</param>
    /// <param name="channelOfClass">The channel of each class. Null: class i reads channel i.</param>
    /// <param name="count">How many channels there are, where it is more than the largest that a class reads.</param>
    public ClassChannels(IReadOnlyList<Category> categories, IReadOnlyList<int>? channelOfClass = null, int count = 0)
    {
        _channelOfClass = [.. channelOfClass ?? [.. Enumerable.Range(0, categories.Count)]];
        _classOfChannel = new int[Math.Max(_channelOfClass.Max() + 1, count)];
        IsVoid = [.. Enumerable.Range(0, _classOfChannel.Length).Select(channel => !_channelOfClass.Contains(channel))];
        IsThing = new bool[_classOfChannel.Length];
        IsThing.AsSpan().Fill(true);
        for (int index = _channelOfClass.Length - 1; index >= 0; index--)
        {
            int channel = _channelOfClass[index];
            if (IsThing[channel] || !categories[index].IsThing)
            {
                (_classOfChannel[channel], IsThing[channel]) = (index, categories[index].IsThing);
            }
        }
    }

    /// <summary>How many channels the semantic output has.</summary>
    public int Count => _classOfChannel.Length;

    /// <summary>For each channel, whether no class reads it.</summary>
    internal bool[] IsVoid { get; }

    /// <summary>For each channel, whether no class of stuff reads it.</summary>
    internal bool[] IsThing { get; }

    /// <summary>The channel that a class reads.</summary>
    /// <param name="index">The index of the class.</param>
    public int ChannelOf(int index) => _channelOfClass[index];

    /// <summary>The class of a pixel where the channel wins: the stuff class that reads it; without one, the first class of things that does.</summary>
    /// <returns>The index of the class.</returns>
    public int ClassOf(int channel) => _classOfChannel[channel];
}
