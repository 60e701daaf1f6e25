using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Streaming.Tests.Fakes;

/// <summary>
/// What the fake network sees of one picture: logits on a grid of 24 x 16 cells. That of red is (R - (G + B) / 2 - 64) / 16, and so on for green and blue; that of dark
/// is 0. Blue is the one instance, and its box is the whole picture.
/// </summary>
internal sealed class Colours
{
    private const int Blue = 3;

    private static readonly PixelSize Grid = new(24, 16);

    private static readonly PixelSize Input = new(96, 64);

    private readonly float[] _logits = new float[Categories.Count * (int)Grid.Pixels];
    private readonly float[] _score = new float[1];

    private Colours()
    {
    }

    /// <param name="picture">Borrowed for the call.</param>
    public Colours(Frame picture)
    {
        var rgb = new byte[3 * (int)Grid.Pixels];
        picture.CopyRgb(Grid, rgb);
        int cells = (int)Grid.Pixels;
        for (int i = 0; i < cells; i++)
        {
            int sum = rgb[3 * i] + rgb[(3 * i) + 1] + rgb[(3 * i) + 2];
            for (int channel = 0; channel < 3; channel++)
            {
                _logits[((channel + 1) * cells) + i] = ((1.5f * rgb[(3 * i) + channel]) - (0.5f * sum) - 64) / 16;
            }
        }

        _score[0] = 1 / (1 + MathF.Exp(-Of(Blue).ToArray().Max()));
        HasRed = Of(1).ToArray().Max() > 0;
    }

    public static IReadOnlyList<Category> Categories { get; } =
    [
        new(10, "dark", false, new Rgb(40, 40, 40)),
        new(11, "red", false, new Rgb(220, 40, 40)),
        new(12, "green", false, new Rgb(40, 200, 40)),
        new(13, "blue", true, new Rgb(40, 40, 220)),
    ];

    /// <summary>What it sees of a black picture.</summary>
    public static Colours Dark { get; } = new();

    public static ClassChannels Channels { get; } = new(Categories);

    /// <summary>Whether any cell is red.</summary>
    public bool HasRed { get; }

    public Prediction Prediction => new()
    {
        Input = Input,
        FrameArea = new PixelBox(0, 0, Input.Width, Input.Height),
        Semantic = new SemanticLogits { Grid = Grid, Values = _logits },
        Instances = new DetectedInstances
        {
            Count = 1,
            Scores = _score,
            Boxes = Whole,
            Masks = new MaskSource { Grid = Grid, Prototypes = Of(Blue), Coefficients = One },
        },
    };

    private static float[] Whole { get; } = [0, 0, Input.Width, Input.Height];

    private static float[] One { get; } = [1];

    /// <summary>The share of the cells, 0 to 1, in which the classes of the pictures differ.</summary>
    public double Difference(Colours other) => Enumerable.Range(0, (int)Grid.Pixels).Count(i => ClassAt(i) != other.ClassAt(i)) / (double)Grid.Pixels;

    private ReadOnlySpan<float> Of(int channel) => _logits.AsSpan(channel * (int)Grid.Pixels, (int)Grid.Pixels);

    private int ClassAt(int cell) => Enumerable.Range(0, Categories.Count).MaxBy(channel => Of(channel)[cell]);
}
