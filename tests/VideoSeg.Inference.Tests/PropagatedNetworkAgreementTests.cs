using System.Text.Json.Nodes;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Steps;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Tests;

/// <summary>Both graphs of a package say here what they say in PyTorch, of the same frames and the same motion; tests/fixtures/packages/between.py wrote the expected values.</summary>
public sealed class PropagatedNetworkAgreementTests
{
    private const float Tolerance = 1e-3f;

    [Theory]
    [InlineData("colours-warped")]
    [InlineData("colours-corrected")]
    [InlineData("colours-fused")]
    public void A_keyframe_and_a_frame_after_it_agree_with_PyTorch(string package)
    {
        using var stream = new GivenMotion(package);
        stream.AssertAgrees("keyframe", stream.Keyframe(picture: 0, continues: false));
        stream.AssertAgrees("nonkeyframe", stream.Between(picture: 1));
    }

    [Fact]
    public void A_keyframe_that_is_fused_with_the_one_before_and_a_frame_after_it_agree_with_PyTorch()
    {
        using var stream = new GivenMotion("colours-fused");
        stream.Keyframe(picture: 0, continues: false);
        stream.AssertAgrees("following", stream.Keyframe(picture: 1, continues: true));
        stream.AssertAgrees("after", stream.Between(picture: 0));
    }

    /// <summary>A stream whose motion from one frame to the next is what the fixture says.</summary>
    private sealed class GivenMotion : IDisposable
    {
        private readonly SegmentationModel _model;
        private readonly StreamMemory _memory;
        private readonly JsonObject _expected;
        private int _keyframes;

        public GivenMotion(string package)
        {
            _model = SegmentationModel.Load(Packages.Folder(package), Packages.Options);
            _memory = new StreamMemory(_model.Networks.Kept);
            _expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Packages.Folder(package), "agreement.json")))!.AsObject();
        }

        public float[] Keyframe(int picture, bool continues)
        {
            Assert.True(_memory.TryLock());
            using var frame = Picture(picture);
            var reason = continues ? KeyframeReason.Interval : KeyframeReason.FirstFrame;
            return Semantic(_model.Pool.TakeKeyframeStep(frame, reason, new KeyframeDecision(reason, Motion(), ++_keyframes, continues), _memory, isIndependent: false));
        }

        public float[] Between(int picture)
        {
            Assert.True(_memory.TryLock());
            using var frame = Picture(picture);
            return Semantic(_model.Pool.TakePropagatedStep(frame, _memory, Motion()));
        }

        public void AssertAgrees(string name, float[] actual)
        {
            float[] expected = Values(name);
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * Math.Max(1, Math.Abs(expected[i])), $"{name}[{i}] is {actual[i]}, in PyTorch {expected[i]}");
            }
        }

        public void Dispose()
        {
            _memory.Free();
            _model.Dispose();
        }

        /// <summary>As between.py makes it: blocks of 2x2 px.</summary>
        private static Frame Picture(int seed)
        {
            const int Width = 96, Height = 64;
            byte[] bgr = new byte[3 * Width * Height];
            for (int i = 0; i < Width * Height; i++)
            {
                int x = i % Width / 2, y = i / Width / 2;
                bgr[(3 * i) + 2] = (byte)((7 * x) + (13 * y) + (50 * seed));
                bgr[(3 * i) + 1] = (byte)((11 * x) + (5 * y) + (90 * seed));
                bgr[3 * i] = (byte)((3 * x) + (17 * y));
            }

            return FrameDecoder.Decode(new RawPicture(PixelFormat.Bgr24, new PixelSize(Width, Height), 0, bgr), new FrameLimits(1_000_000));
        }

        private static float[] Semantic(InferenceStep step)
        {
            using (step)
            {
                step.Execute();
                return step.Prediction.Semantic.Values.ToArray();
            }
        }

        private MotionField Motion()
        {
            var motion = _model.Pool.TakeMotionField();
            Values("flow").CopyTo(motion.Flow);
            return motion;
        }

        private float[] Values(string name) => [.. _expected[name]!.AsArray().Select(v => (float)v!)];
    }
}
