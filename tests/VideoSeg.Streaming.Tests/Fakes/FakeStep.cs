using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Runtime;
using VideoSeg.Inference.Steps;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Streaming.Tests.Fakes;

/// <summary>A step that does what the test tells the model, and then has its prediction.</summary>
internal sealed class FakeStep : InferenceStep
{
    private readonly FakeModel _model;
    private readonly IDisposable _open;
    private bool _isExecuted;
    private bool _isDisposed;

    /// <param name="model">Says what the step does.</param>
    /// <param name="seen">What it predicts.</param>
    /// <param name="reason">Why the frame is a keyframe; null: it is propagated.</param>
    /// <param name="keyframe">The number that later frames know it by; null: none stands on it.</param>
    /// <param name="open">Counts it.</param>
    public FakeStep(FakeModel model, Colours seen, KeyframeReason? reason, int? keyframe, IDisposable open) =>
        (_model, Seen, KeyframeReason, Keyframe, _open) = (model, seen, reason, keyframe, open);

    public Colours Seen { get; }

    public int? Keyframe { get; }

    public override bool HasFreshDetections => KeyframeReason is not null;

    public override Prediction Prediction => _isExecuted && !_isDisposed ? Seen.Prediction : throw new InvalidOperationException("The step has no prediction: it was not executed, or is disposed.");

    public override void Execute()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            _model.Run(this).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not InferenceException)
        {
            throw new InferenceException($"'{_model.Manifest.Name}' failed: {e.Message}", e);
        }

        _isExecuted = true;
    }

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        _open.Dispose();
    }
}
