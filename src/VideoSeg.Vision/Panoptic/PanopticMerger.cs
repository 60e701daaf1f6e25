using VideoSeg.Vision.Argmax;
using VideoSeg.Vision.Instances;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Vision.Panoptic;

/// <summary>
/// Makes one panoptic map of a network's semantic and instance heads, without parameters, after UPSNet's panoptic head
/// ("UPSNet: A Unified Panoptic Segmentation Network", section 3.3).
/// </summary>
/// <remarks>
/// <para>
/// Detections by falling score, unsure ones only where a thing is expected (<see cref="Expectations"/>): the mask logit of a cell is
/// coefficients x prototypes inside the box, widened by one cell; the mask is where it is above 0. A detection is dropped when
/// fewer than 4 cells remain or when more than <see cref="PanopticOptions.OverlapLimit"/> of them are taken. Then at each pixel of
/// the frame: every stuff class competes with its semantic logit, every kept instance that is there with semantic logit of its
/// class + mask logit; the logit of a class is that of its channel (<see cref="ClassChannels"/>). Where no instance is and a thing class is above all stuff, the pixel goes to the instance that has it in its
/// box and whose own class is above all stuff there (the largest sum of several), else it is void (UPSNet's unknown channel). Stuff
/// below <see cref="PanopticOptions.StuffAreaLimit"/> becomes void. Logits are interpolated to the frame's size before they compete
/// (bilinear, half-pixel centres, edges clamped), so outlines are as smooth as the frame allows.
/// </para>
/// <para>
/// Without a semantic head instances alone compete, and the rest is void. Without instance heads each class that is present
/// is one segment, things too, and the area limit holds for all of them.
/// </para>
/// <para>
/// Deliberate differences from UPSNet and VPSNet. Taken cells count whatever their class: one object detected as car and as
/// truck is one object. An instance competes only where its mask logit is above 0: a box must not claim background that its mask
/// denies; but what the semantic head takes for its class is no background, so a mask that is too tight costs a person no legs. Ids and categories come from one list, so an instance that wins no pixel shifts nobody's id (in VPSNet later
/// instances get their neighbour's); it is left out. Ids are not renumbered into 8 bits. No detection means no instance (VPSNet
/// puts in a phantom with logits of 0, which wins where all stuff logits are negative).
/// </para>
/// <para>Owns scratch memory for one frame: one merger for each stream; not safe for threads.</para>
/// </remarks>
public sealed class PanopticMerger
{
    /// <summary>In a class map: none of the classes.</summary>
    public const byte NoClass = byte.MaxValue;

    private const int FewestCells = 4;

    private readonly IReadOnlyList<Category> _categories;
    private readonly PanopticOptions _options;
    private readonly ClassChannels _channels;
    private readonly bool[] _noThings;
    private readonly ThingClass[] _things;
    private readonly Expectations _expectations;
    private readonly InstanceSelection _instances = new();
    private readonly BilinearArgmax _argmax = new();
    private readonly StuffScores _scores = new();
    private readonly List<int> _chosen = [];
    private ushort[] _idOfLabel = [];

    /// <param name="categories">In the model's order.</param>
    /// <param name="options">The model's own.</param>
    /// <param name="channels">The channels of the semantic head that the categories read; null: category i reads channel i.</param>
    public PanopticMerger(IReadOnlyList<Category> categories, PanopticOptions options, ClassChannels? channels = null)
    {
        _categories = categories;
        _options = options;
        _channels = channels ?? new ClassChannels(categories);
        _expectations = new Expectations([.. categories.Select(category => category.Id)]);
        _noThings = _channels.IsVoid;
        _things = [.. Enumerable.Range(0, categories.Count).Where(index => categories[index].IsThing).Select(index => new ThingClass(index, _channels.ChannelOf(index)))];
    }

    /// <summary>Segments a frame: things by falling score, then stuff in the order of the channels.</summary>
    /// <param name="prediction">What the network predicts of the frame.</param>
    /// <param name="frame">The size of the frame as it was sent, and of the map.</param>
    /// <param name="minimumScore">
    /// Takes the place of <see cref="PanopticOptions.ScoreThreshold"/>; above it, it is also the least score of what is expected.
    /// </param>
    /// <param name="expected">What <see cref="PanopticOptions.ExpectedScoreThreshold"/> is for; null: nothing.</param>
    /// <returns>Every segment in it has pixels. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The heads' shapes don't fit each other or the categories.</exception>
    public PanopticMap Merge(in Prediction prediction, PixelSize frame, double? minimumScore = null, IReadOnlyList<ExpectedThing>? expected = null)
    {
        CheckShapes(prediction);
        bool hasInstances = !prediction.Instances.IsEmpty;
        _instances.Clear();
        if (hasInstances)
        {
            double sure = minimumScore ?? _options.ScoreThreshold;
            double unsure = sure > _options.ScoreThreshold ? sure : Math.Min(sure, _options.ExpectedScoreThreshold);
            _expectations.Begin(sure, expected ?? [], frame, prediction.FrameArea);
            _instances.Choose(prediction, _things, unsure, _expectations, _options.OverlapLimit, FewestCells);
        }

        _argmax.Run(prediction, hasInstances ? _channels.IsThing : _noThings, _instances, frame);
        ChooseSegments(frame);
        var map = new PanopticMap(frame);
        _argmax.LabelMap.Paint<ushort>(_idOfLabel, map.Labels, frame.Width);
        if (!prediction.Semantic.IsEmpty)
        {
            int[] channelOfId = [-1, .. _chosen.Select(ChannelOf)];
            _scores.Measure(prediction.Semantic.Values, _channels.Count, _argmax, map, channelOfId);
        }

        map.Segments = NameSegments(prediction.Instances);
        return map;
    }

    /// <summary>[height, width]: for each pixel of the frame the index of the class whose channel has the largest semantic logit, things included (<see cref="ClassChannels.ClassOf"/> where several share it).</summary>
    /// <remarks>Where the channel of no class wins, the index is <see cref="NoClass"/>.</remarks>
    /// <exception cref="ArgumentException">There is no semantic head, or its shape does not fit the categories.</exception>
    public byte[] ClassMap(in Prediction prediction, PixelSize frame)
    {
        CheckShapes(prediction);
        if (prediction.Semantic.IsEmpty || _categories.Count > byte.MaxValue + 1)
        {
            throw new ArgumentException($"A class map needs a semantic head of 1 to 256 classes; this one has {(prediction.Semantic.IsEmpty ? 0 : _categories.Count)}.", nameof(prediction));
        }

        _instances.Clear();
        _argmax.Run(prediction, _noThings, _instances, frame);
        byte[] classOfLabel = [NoClass, .. Enumerable.Range(0, _channels.Count).Select(channel => (byte)_channels.ClassOf(channel))];
        var classes = new byte[frame.Pixels];
        _argmax.LabelMap.Paint<byte>(classOfLabel, classes, frame.Width);
        return classes;
    }

    /// <summary>Gives ids to the labels that stay, in order: instances that have pixels, then channels that have enough of them.</summary>
    private void ChooseSegments(PixelSize frame)
    {
        _chosen.Clear();
        _idOfLabel = new ushort[_argmax.LabelOfChannel(_channels.Count)];
        double fewestPixels = Math.Max(1, _options.StuffAreaLimit * frame.Pixels);
        for (int label = 1; label < _idOfLabel.Length; label++)
        {
            if (_argmax.LabelMap.Tallies[label].Area >= (ChannelOf(label) < 0 ? 1 : fewestPixels))
            {
                _chosen.Add(label);
                _idOfLabel[label] = (ushort)_chosen.Count;
            }
        }
    }

    private PanopticSegment[] NameSegments(DetectedInstances instances)
    {
        var segments = new PanopticSegment[_chosen.Count];
        for (int i = 0; i < segments.Length; i++)
        {
            int label = _chosen[i];
            RegionTally pixels = _argmax.LabelMap.Tallies[label];
            if (ChannelOf(label) is >= 0 and var channel)
            {
                segments[i] = new PanopticSegment(i + 1, _categories[_channels.ClassOf(channel)], _scores.Of(channel), pixels.Box, pixels.Area, default);
                continue;
            }

            // A copy: the embedding outlives the prediction, which is borrowed.
            InstanceMask mask = _instances.Kept[label - 1];
            int length = instances.Embeddings.Length / instances.Count;
            float[] embedding = instances.Embeddings.Slice(mask.Detection * length, length).ToArray();
            segments[i] = new PanopticSegment(i + 1, _categories[mask.Class], mask.Score, pixels.Box, pixels.Area, embedding);
        }

        return segments;
    }

    /// <summary>Negative: the label is void or an instance.</summary>
    private int ChannelOf(int label) => label - _argmax.LabelOfChannel(0);

    private void CheckShapes(in Prediction prediction)
    {
        int cells = (int)prediction.Grid.Pixels;
        if (cells <= 0)
        {
            throw new ArgumentException($"The grid is {prediction.Grid}; it must have cells.", nameof(prediction));
        }

        if (!prediction.Semantic.IsEmpty)
        {
            CheckLength("semantic", prediction.Semantic.Values.Length, _channels.Count * cells);
        }

        DetectedInstances instances = prediction.Instances;
        if (instances.Count > 0)
        {
            CheckLength("scores", instances.Scores.Length, instances.Count * _things.Length);
            CheckLength("boxes", instances.Boxes.Length, instances.Count * 4);
            int prototypes = instances.Masks.Prototypes.Length / cells;
            if (!instances.Masks.Prototypes.IsEmpty)
            {
                CheckLength("prototypes", instances.Masks.Prototypes.Length, Math.Max(prototypes, 1) * cells);
            }

            CheckLength("coefficients", instances.Masks.Coefficients.Length, instances.Count * prototypes);
            CheckLength("crop places", instances.Masks.CropPlaces.Length, instances.Masks.CropPlaces.IsEmpty ? 0 : instances.Count * MaskSource.PlaceLength);
            CheckLength("embeddings", instances.Embeddings.Length, instances.Embeddings.Length / instances.Count * instances.Count);
        }

        // Labels are 16 bits wide: void, instances, channels.
        if (instances.Count + _channels.Count >= ushort.MaxValue)
        {
            throw new ArgumentException($"{instances.Count} detections are too many; at most {ushort.MaxValue - 1 - _channels.Count}.", nameof(prediction));
        }
    }

    private static void CheckLength(string head, int length, int expected)
    {
        if (length != expected)
        {
            throw new ArgumentException($"The head '{head}' has {length} values; {expected} fit the grid, the detections and the categories.", nameof(head));
        }
    }
}
