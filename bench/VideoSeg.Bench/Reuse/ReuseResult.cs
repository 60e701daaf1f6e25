using VideoSeg.V1;

namespace VideoSeg.Bench.Reuse;

/// <summary>One point of the curve: the throughput and the quality of one policy. Shares and qualities are from 0 to 1.</summary>
internal sealed record ReuseResult
{
    public required StreamConfig Policy { get; init; }

    /// <summary>The time per frame of the every-frame stream divided by that of the reuse stream; one value per round.</summary>
    public Samples ThroughputGain { get; } = new();

    public Samples EveryFrameMs { get; } = new();

    /// <summary>The throughput gain over the every-frame stream that infers one frame at a time.</summary>
    public Samples ThroughputGainOneAtATime { get; } = new();

    public Samples OneAtATimeMs { get; } = new();

    public Samples ReuseMs { get; } = new();

    /// <summary>The milliseconds of a keyframe: decoding, keyframe selection, motion and inference.</summary>
    public required double KeyframeMs { get; init; }

    /// <summary>The milliseconds of a propagated frame: luma decoding, motion and warp; 0 if there is none.</summary>
    public required double PropagatedMs { get; init; }

    /// <summary>Whether each frame is a keyframe.</summary>
    public required IReadOnlyList<bool> Keyframes { get; init; }

    public double KeyframeShare => Keyframes.Average(k => k ? 1.0 : 0.0);

    public required IReadOnlyDictionary<string, int> KeyframeReasons { get; init; }

    /// <summary>The The PQ of the reuse result against the every-frame result.</summary>
    public required double PqAgreement { get; init; }

    public required double PqAgreementThings { get; init; }

    /// <summary>The PQ agreement over propagated frames only.</summary>
    public required double PqAgreementPropagated { get; init; }

    /// <summary>The PQ of the every-frame result at JPEG quality 85 against that at 90: the noise floor of the metric.</summary>
    public required double PqAgreementFloor { get; init; }

    /// <summary>The PQ of each every-frame result against that of the previous frame.</summary>
    public required double PqAgreementNeighbours { get; init; }

    public required double MiouAgreement { get; init; }

    /// <summary>The share of static pixels whose class changes from one frame to the next.</summary>
    public required double FlickerEveryFrame { get; init; }

    public required double FlickerReuse { get; init; }

    /// <summary>The mIoU against the labels, or <see langword="null"/> if there are none.</summary>
    public double? MiouEveryFrame { get; init; }

    public double? MiouReuse { get; init; }

    /// <summary>The score against hand-labelled people, or <see langword="null"/> if there are no labels.</summary>
    public PeopleScore? PeopleEveryFrame { get; init; }

    public PeopleScore? PeopleReuse { get; init; }

    /// <summary>Adds the times of one round, in milliseconds per frame.</summary>
    public void Add(double everyFrame, double oneAtATime, double reuse)
    {
        EveryFrameMs.Add(everyFrame);
        OneAtATimeMs.Add(oneAtATime);
        ReuseMs.Add(reuse);
        ThroughputGain.Add(everyFrame / reuse);
        ThroughputGainOneAtATime.Add(oneAtATime / reuse);
    }
}
