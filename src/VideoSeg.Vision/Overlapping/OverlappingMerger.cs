using VideoSeg.Vision.Instances;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Vision.Overlapping;

/// <summary>
/// Makes segments of detected instances that keep their whole masks, as COCO's instance results do: no detection takes pixels from another.
/// </summary>
/// <remarks>
/// A mask is where its logit, interpolated to the frame (bilinear, half-pixel centres), is above 0, cut to the box, or to its crop where it has one. Which detections count is as in
/// <see cref="PanopticMerger"/>: sure ones, and unsure ones where a thing is expected. Owns scratch memory for one frame: one for each stream; not safe for threads.
/// </remarks>
public sealed class OverlappingMerger
{
    private readonly IReadOnlyList<Category> _categories;
    private readonly PanopticOptions _options;
    private readonly ThingClass[] _things;
    private readonly Expectations _expectations;
    private readonly InstanceSelection _instances = new();

    /// <param name="categories">In the model's order.</param>
    /// <param name="options">The model's own; the limits of overlap and of stuff are not read.</param>
    public OverlappingMerger(IReadOnlyList<Category> categories, PanopticOptions options)
    {
        (_categories, _options) = (categories, options);
        _expectations = new Expectations([.. categories.Select(category => category.Id)]);
        _things = [.. Enumerable.Range(0, categories.Count).Where(index => categories[index].IsThing).Select(index => new ThingClass(index, index))];
    }

    /// <summary>Segments a frame: instances by falling score.</summary>
    /// <param name="prediction">What the network predicts of the frame.</param>
    /// <param name="frame">The size of the frame as it was sent.</param>
    /// <param name="minimumScore">Takes the place of <see cref="PanopticOptions.ScoreThreshold"/>.</param>
    /// <param name="expected">What <see cref="PanopticOptions.ExpectedScoreThreshold"/> is for; null: nothing.</param>
    /// <returns>Every segment in it has pixels. The caller disposes it.</returns>
    public OverlappingMap Merge(in Prediction prediction, PixelSize frame, double? minimumScore = null, IReadOnlyList<ExpectedThing>? expected = null)
    {
        double sure = minimumScore ?? _options.ScoreThreshold;
        double unsure = sure > _options.ScoreThreshold ? sure : Math.Min(sure, _options.ExpectedScoreThreshold);
        _expectations.Begin(sure, expected ?? [], frame, prediction.FrameArea);
        _instances.Choose(prediction, _things, unsure, _expectations, overlapLimit: null, fewestCells: 1);
        var segments = new List<PanopticSegment>();
        var masks = new List<PixelMask>();
        foreach (InstanceMask instance in _instances.Kept)
        {
            var extent = prediction.Instances.Masks.ExtentOf(instance.Detection, prediction.Instances.Boxes.Slice(instance.Detection * 4, 4));
            PixelBox box = BoxInFrame(extent, prediction.FrameArea, frame);
            if (box.Area == 0)
            {
                continue;
            }

            int area = (int)box.Area;
            if (prediction.Instances.Masks.HasMasks)
            {
                PixelMask mask = Paint(instance, box, prediction, frame);
                (box, area) = mask.Measure();
                if (area == 0)
                {
                    mask.Dispose();
                    continue;
                }

                masks.Add(mask);
            }

            segments.Add(new PanopticSegment(segments.Count + 1, _categories[instance.Class], instance.Score, box, area, EmbeddingOf(prediction.Instances, instance)));
        }

        return new OverlappingMap(frame, segments, masks);
    }

    /// <summary>The pixels whose centres lie in the box.</summary>
    private static PixelBox BoxInFrame((float Left, float Top, float Right, float Bottom) box, PixelBox area, PixelSize frame)
    {
        double columns = (double)frame.Width / area.Width;
        double rows = (double)frame.Height / area.Height;
        int left = First((box.Left - area.X) * columns, frame.Width);
        int top = First((box.Top - area.Y) * rows, frame.Height);
        return new PixelBox(left, top, First((box.Right - area.X) * columns, frame.Width) - left, First((box.Bottom - area.Y) * rows, frame.Height) - top);

        static int First(double edge, int pixels) => (int)Math.Clamp(Math.Ceiling(edge - 0.5), 0, pixels);
    }

    private PixelMask Paint(InstanceMask instance, PixelBox box, in Prediction prediction, PixelSize frame)
    {
        PixelSize grid = prediction.Instances.Masks.Grid;
        var columns = new Axis(grid.Width, prediction.Input.Width, prediction.FrameArea.X, prediction.FrameArea.Width, frame.Width);
        var rows = new Axis(grid.Height, prediction.Input.Height, prediction.FrameArea.Y, prediction.FrameArea.Height, frame.Height);
        var mask = new PixelMask(box);
        ReadOnlySpan<float> logits = _instances.Logits;
        PixelBox known = instance.Logits;
        for (int y = 0; y < box.Height; y++)
        {
            (int above, int below, float down) = rows.Taps(box.Y + y, known.Y, known.Bottom);
            ReadOnlySpan<float> upper = logits.Slice(instance.At(known.X, above), known.Width);
            ReadOnlySpan<float> lower = logits.Slice(instance.At(known.X, below), known.Width);
            Span<byte> row = mask.Pixels.Slice(y * box.Width, box.Width);
            for (int x = 0; x < row.Length; x++)
            {
                (int left, int right, float across) = columns.Taps(box.X + x, known.X, known.Right);
                float over = float.Lerp(upper[left - known.X], upper[right - known.X], across);
                float under = float.Lerp(lower[left - known.X], lower[right - known.X], across);
                row[x] = float.Lerp(over, under, down) > 0 ? (byte)1 : (byte)0;
            }
        }

        return mask;
    }

    /// <summary>A copy: the embedding outlives the prediction, which is borrowed.</summary>
    private static float[] EmbeddingOf(DetectedInstances instances, InstanceMask instance)
    {
        int length = instances.Embeddings.Length / instances.Count;
        return instances.Embeddings.Slice(instance.Detection * length, length).ToArray();
    }

    /// <summary>How pixels of the frame lie between cells of the grid, along one axis.</summary>
    private readonly struct Axis(int cells, int input, int areaStart, int areaLength, int pixels)
    {
        private readonly double _start = (double)areaStart * cells / input;
        private readonly double _step = (double)areaLength * cells / input / pixels;

        /// <summary>The two cells around the centre of a pixel, and the weight of the second.</summary>
        /// <param name="pixel">The pixel.</param>
        /// <param name="first">The first cell that is known.</param>
        /// <param name="end">The cell after the last.</param>
        public (int Lower, int Upper, float Share) Taps(int pixel, int first, int end)
        {
            double position = _start + ((pixel + 0.5) * _step) - 0.5;
            int lower = (int)Math.Floor(position);
            return (Math.Clamp(lower, first, end - 1), Math.Clamp(lower + 1, first, end - 1), (float)(position - lower));
        }
    }
}
