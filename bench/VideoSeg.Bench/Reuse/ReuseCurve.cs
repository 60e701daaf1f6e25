using System.Globalization;
using VideoSeg.Evaluation.Charts;
using VideoSeg.V1;

namespace VideoSeg.Bench.Reuse;

/// <summary>Draws throughput gain against agreement: one line for fixed intervals, one for the adaptive policy, and the requested policy.</summary>
internal static class ReuseCurve
{
    private static readonly uint[] Intervals = [2, 3, 4, 5, 6, 8];

    private static readonly float[] Residuals = [0.015f, 0.02f, 0.025f, 0.03f, 0.04f];

    /// <summary>The maximum interval of the adaptive points; long, so that only the threshold decides.</summary>
    private const uint LongestInterval = 12;

    /// <summary>The policies of the curve, besides the requested one.</summary>
    public static IReadOnlyList<StreamConfig> Policies { get; } =
    [
        .. Intervals.Select(i => new StreamConfig { KeyframePolicy = KeyframePolicy.FixedInterval, KeyframeInterval = i }),
        .. Residuals.Select(r => new StreamConfig { KeyframePolicy = KeyframePolicy.Adaptive, KeyframeInterval = LongestInterval, KeyframeResidual = r }),
    ];

    public static string NameOf(StreamConfig policy) => policy.KeyframePolicy switch
    {
        KeyframePolicy.EveryFrame => "every frame",
        KeyframePolicy.FixedInterval => $"fixed {policy.KeyframeInterval}",
        KeyframePolicy.Adaptive => FormattableString.Invariant($"adaptive {policy.KeyframeResidual}, {policy.KeyframeInterval} at most"),
        _ => "model's policy",
    };

    /// <summary>Draws the gain (x) and the PQ agreement (y) of each policy and, if there are labels, its mIoU.</summary>
    /// <param name="results">The results of the requested policy, then of <see cref="Policies"/>.</param>
    /// <param name="source">The name of the clip, for the title.</param>
    public static LineChart Draw(IReadOnlyList<ReuseResult> results, string source)
    {
        var requested = results[0];
        double mostGain = results.Max(Gain);
        List<LineSeries> series = [.. Lines("PQ agreement", r => r.PqAgreement)];
        if (requested.MiouReuse is not null)
        {
            series.AddRange(Lines("mIoU", r => r.MiouReuse!.Value));
        }

        double bar = 0.9 * requested.PqAgreementFloor;
        series.Add(new LineSeries(NameOf(requested.Policy), [(Gain(requested), requested.PqAgreement)]));
        series.Add(new LineSeries("0.9 x noise floor", [(1, bar), (mostGain, bar)]));
        double least = series.SelectMany(s => s.Points).Min(p => p.Y);
        return new LineChart($"{source}: throughput and agreement of keyframe reuse", "throughput gain over a keyframe on every frame", "agreement with a keyframe on every frame", series)
        {
            LeastX = 1,
            LeastY = Math.Floor(least * 20) / 20,
        };

        IEnumerable<LineSeries> Lines(string measure, Func<ReuseResult, double> of) =>
        [
            Line($"{measure}, fixed interval", KeyframePolicy.FixedInterval, of, policy => $"{policy.KeyframeInterval}"),
            Line($"{measure}, adaptive", KeyframePolicy.Adaptive, of, policy => policy.KeyframeResidual.ToString(CultureInfo.InvariantCulture)),
        ];

        LineSeries Line(string name, KeyframePolicy kind, Func<ReuseResult, double> of, Func<StreamConfig, string> label)
        {
            var points = results.Skip(1).Where(r => r.Policy.KeyframePolicy == kind).OrderBy(Gain).ToList();
            return new LineSeries(name, [.. points.Select(r => (Gain(r), of(r)))]) { Labels = [.. points.Select(r => label(r.Policy))] };
        }
    }

    private static double Gain(ReuseResult result) => result.ThroughputGain.Median;
}
