using System.Globalization;
using System.Text;
using VideoSeg.V1;

namespace VideoSeg.Bench.Reuse;

/// <summary>What reuse gains against what it keeps, as a drawing: one line for fixed intervals, one for the adaptive policy, and the policy that was asked for.</summary>
internal static class ReuseCurve
{
    private const int Width = 720, Height = 440, Margin = 60;

    private static readonly uint[] Intervals = [2, 3, 4, 5, 6, 8];

    private static readonly float[] Residuals = [0.015f, 0.02f, 0.025f, 0.03f, 0.04f];

    /// <summary>Of the adaptive points: long, so that the threshold alone decides.</summary>
    private const uint LongestInterval = 12;

    /// <summary>The points beside the one that was asked for.</summary>
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
        _ => "the model's own",
    };

    /// <summary>An SVG of gain (to the right) and PQ agreement (up), both of the same run.</summary>
    /// <param name="results">The policy that was asked for, then <see cref="Policies"/>.</param>
    /// <param name="source">Of the frames, for the title.</param>
    public static string Draw(IReadOnlyList<ReuseResult> results, string source)
    {
        double mostGain = Math.Ceiling(results.Max(Gain) * 2) / 2;
        double least = Math.Floor(Math.Min(results.Min(r => r.PqAgreement), Bar(results[0])) * 20) / 20;
        double X(double gain) => Margin + ((gain - 1) / (mostGain - 1) * (Width - (2 * Margin)));
        double Y(double agreement) => Height - Margin - ((agreement - least) / (1 - least) * (Height - (2 * Margin)));

        var svg = new StringBuilder();
        Add($"<svg xmlns='http://www.w3.org/2000/svg' width='{Width}' height='{Height}' font-family='sans-serif' font-size='12'>");
        Add($"<rect width='{Width}' height='{Height}' fill='white'/><text x='{Margin}' y='28' font-size='15'>{Escape(source)}: what keyframe reuse gains, and what it keeps</text>");
        for (double gain = 1; gain <= mostGain + 1e-9; gain += 0.5)
        {
            Add($"<path d='M{X(gain):F1} {Y(1):F1}V{Y(least):F1}' stroke='#ddd'/><text x='{X(gain):F1}' y='{Height - Margin + 18}' text-anchor='middle'>{gain:F1}x</text>");
        }

        for (double agreement = least; agreement <= 1 + 1e-9; agreement += 0.05)
        {
            Add($"<path d='M{X(1):F1} {Y(agreement):F1}H{X(mostGain):F1}' stroke='#ddd'/><text x='{Margin - 8}' y='{Y(agreement) + 4:F1}' text-anchor='end'>{agreement:F2}</text>");
        }

        Add($"<text x='{Width / 2}' y='{Height - 14}' text-anchor='middle'>throughput gain over a keyframe on every frame</text>");
        Add($"<text transform='translate(16 {Height / 2}) rotate(-90)' text-anchor='middle'>PQ agreement with it</text>");
        double bar = Y(Bar(results[0]));
        Add($"<path d='M{X(1):F1} {bar:F1}H{X(mostGain):F1}' stroke='#c33' stroke-dasharray='5 4'/><text x='{X(mostGain):F1}' y='{bar - 4:F1}' text-anchor='end' fill='#c33'>0.90 x agreement with itself at JPEG 85</text>");
        Line(KeyframePolicy.FixedInterval, "#888", "fixed interval", 0);
        Line(KeyframePolicy.Adaptive, "#06c", "adaptive", 1);
        Add($"<circle cx='{X(Gain(results[0])):F1}' cy='{Y(results[0].PqAgreement):F1}' r='7' fill='none' stroke='#080' stroke-width='2.5'/>");
        Add($"<circle cx='{Width - 200}' cy='92' r='5' fill='none' stroke='#080' stroke-width='2.5'/><text x='{Width - 188}' y='96'>{NameOf(results[0].Policy)}</text>");
        return svg.Append("</svg>").AppendLine().ToString();

        void Line(KeyframePolicy kind, string colour, string name, int place)
        {
            var points = results.Skip(1).Where(r => r.Policy.KeyframePolicy == kind).OrderBy(Gain).ToList();
            string path = string.Join(' ', points.Select(r => FormattableString.Invariant($"{X(Gain(r)):F1},{Y(r.PqAgreement):F1}")));
            Add($"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'/>");
            foreach (var point in points)
            {
                string label = kind == KeyframePolicy.FixedInterval ? $"{point.Policy.KeyframeInterval}" : point.Policy.KeyframeResidual.ToString(CultureInfo.InvariantCulture);
                Add($"<circle cx='{X(Gain(point)):F1}' cy='{Y(point.PqAgreement):F1}' r='3.5' fill='{colour}'/><text x='{X(Gain(point)) + 5:F1}' y='{Y(point.PqAgreement) - 6:F1}' fill='{colour}'>{label}</text>");
            }

            Add($"<path d='M{Width - 212} {56 + (18 * place)}h24' stroke='{colour}' stroke-width='2'/><text x='{Width - 182}' y='{60 + (18 * place)}'>{name}</text>");
        }

        void Add(FormattableString line) => svg.AppendLine(FormattableString.Invariant(line));
    }

    private static double Gain(ReuseResult result) => result.ThroughputGain.Median;

    /// <summary>Below this the result differs from the network more than a tenth beyond the network's own noise.</summary>
    private static double Bar(ReuseResult result) => 0.9 * result.PqAgreementFloor;

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
