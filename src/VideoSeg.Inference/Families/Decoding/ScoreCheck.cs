using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Decoding;

/// <summary>Sees that scores are numbers that scores can be, so that a wrong role or form is told and not shown as a result.</summary>
internal static class ScoreCheck
{
    /// <summary>Rounding of float16 and of exporters.</summary>
    private const float Slack = 1e-2f;

    /// <exception cref="InferenceException">It is not finite, or no probability.</exception>
    public static void Probability(float score, TensorSpec output)
    {
        if (!(score >= -Slack && score <= 1 + Slack))
        {
            throw float.IsFinite(score)
                ? new InferenceException($"output {output} has the score {score}; probabilities are 0 to 1. Is decode.score 'logit', is it another output, or are its columns others?")
                : NotFinite(score, output);
        }
    }

    /// <exception cref="InferenceException">It is not finite.</exception>
    public static void Finite(float value, TensorSpec output)
    {
        if (!float.IsFinite(value))
        {
            throw NotFinite(value, output);
        }
    }

    private static InferenceException NotFinite(float value, TensorSpec output) =>
        new($"output {output} has the value {(float.IsNaN(value) ? "NaN" : value > 0 ? "infinity" : "minus infinity")}; finite numbers are expected");
}
