using VideoSeg.V1;

namespace VideoSeg.Bench.Reuse;

/// <summary>One point of the curve: what reuse gains, and what it costs. Shares and qualities 0 to 1.</summary>
internal sealed record ReuseResult
{
    public required StreamConfig Policy { get; init; }

    /// <summary>Milliseconds a frame of the every-frame stream by those of the reuse stream, round by round.</summary>
    public Samples ThroughputGain { get; } = new();

    public Samples EveryFrameMs { get; } = new();

    /// <summary>The same against the stream whose frames go to the network one after the other.</summary>
    public Samples ThroughputGainOneAtATime { get; } = new();

    public Samples OneAtATimeMs { get; } = new();

    public Samples ReuseMs { get; } = new();

    /// <summary>Of a keyframe: decode, look, motion and network.</summary>
    public required double KeyframeMs { get; init; }

    /// <summary>Of a frame between: luma, motion and warp; 0 where there is none.</summary>
    public required double NonkeyframeMs { get; init; }

    /// <summary>Frame by frame.</summary>
    public required IReadOnlyList<bool> Keyframes { get; init; }

    public double KeyframeShare => Keyframes.Average(k => k ? 1.0 : 0.0);

    public required IReadOnlyDictionary<string, int> KeyframeReasons { get; init; }

    /// <summary>PQ of the reuse result against the every-frame result.</summary>
    public required double PqAgreement { get; init; }

    public required double PqAgreementThings { get; init; }

    /// <summary>The same over the frames between keyframes alone.</summary>
    public required double PqAgreementNonkey { get; init; }

    /// <summary>PQ of the every-frame result on the frames at JPEG quality 85 against that at 90: the noise of the measure.</summary>
    public required double PqAgreementFloor { get; init; }

    /// <summary>PQ of each every-frame result against the one before.</summary>
    public required double PqAgreementNeighbours { get; init; }

    public required double MiouAgreement { get; init; }

    /// <summary>The share of pixels that stand still whose class changes from a frame to the next.</summary>
    public required double FlickerEveryFrame { get; init; }

    public required double FlickerReuse { get; init; }

    /// <summary>Against labels; null where none are given.</summary>
    public double? MiouEveryFrame { get; init; }

    public double? MiouReuse { get; init; }

    /// <summary>Of the people labelled by hand; null where no labels are given.</summary>
    public PeopleScore? PeopleEveryFrame { get; init; }

    public PeopleScore? PeopleReuse { get; init; }

    /// <summary>Takes over one round, in milliseconds a frame.</summary>
    public void Add(double everyFrame, double oneAtATime, double reuse)
    {
        EveryFrameMs.Add(everyFrame);
        OneAtATimeMs.Add(oneAtATime);
        ReuseMs.Add(reuse);
        ThroughputGain.Add(everyFrame / reuse);
        ThroughputGainOneAtATime.Add(oneAtATime / reuse);
    }
}
