using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Families.Semantic;

/// <summary>Writes logits of channels on a grid: the mean of a cell's values, or for a map of numbers the share of a cell's pixels that have the number.</summary>
/// <param name="output">The graph's output.</param>
/// <param name="shape">Its form.</param>
/// <param name="options">What its values are.</param>
/// <param name="logits">[1,C,h,w]: what is written.</param>
/// <param name="maskChannel">The channel that a mask stands for.</param>
internal sealed class SemanticDecoder(TensorSpec output, SemanticShape shape, SemanticOptions options, TensorSpec logits, int maskChannel) : IOutputDecoder
{
    /// <summary>The number that data sets give to pixels of no class.</summary>
    private const long Void = 255;

    /// <summary>The logit of a class that has all pixels of a cell.</summary>
    private const float WholeCell = 10;

    private const float LeastProbability = 1e-6f;

    private readonly PixelSize _grid = new((int)logits.Shape[3], (int)logits.Shape[2]);

    public void Decode(GraphOutputs outputs, PartTensors parts)
    {
        var now = outputs.ShapeOf(output.Name);
        if (!now.SequenceEqual(output.Shape))
        {
            throw new InferenceException($"output {output} has the shape [{string.Join(',', now)}] now; when the package was loaded it was [{string.Join(',', output.Shape)}]");
        }

        var target = parts[logits];
        if (shape.Form == SemanticForm.ClassMap)
        {
            WriteShares(outputs.Integers(output.Name), target);
            return;
        }

        var values = outputs.Floats(output.Name);
        int cells = (int)_grid.Pixels;
        var (channelStep, pixelStep) = shape.Form == SemanticForm.ChannelsLast ? (1, shape.Channels) : ((int)shape.Size.Pixels, 1);
        target.Clear();
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            int place = shape.Form == SemanticForm.Mask ? maskChannel : channel;
            WriteMeans(values[(channel * channelStep)..], pixelStep, target.Slice(place * cells, cells));
        }
    }

    private void WriteMeans(ReadOnlySpan<float> values, int step, Span<float> target)
    {
        for (int row = 0, cell = 0; row < _grid.Height; row++)
        {
            var (top, bottom) = (Edge(row, _grid.Height, shape.Size.Height), Edge(row + 1, _grid.Height, shape.Size.Height));
            for (int column = 0; column < _grid.Width; column++, cell++)
            {
                var (left, right) = (Edge(column, _grid.Width, shape.Size.Width), Edge(column + 1, _grid.Width, shape.Size.Width));
                float sum = 0;
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x++)
                    {
                        sum += values[((y * shape.Size.Width) + x) * step];
                    }
                }

                float mean = sum / ((bottom - top) * (right - left));
                ScoreCheck.Finite(mean, output);
                target[cell] = options.IsProbability ? Logit(mean) : mean;
            }
        }
    }

    private float Logit(float probability)
    {
        ScoreCheck.Probability(probability, output);
        float log = MathF.Log(MathF.Max(probability, LeastProbability));
        return shape.Form == SemanticForm.Mask ? log - MathF.Log(MathF.Max(1 - probability, LeastProbability)) : log;
    }

    private void WriteShares(ReadOnlySpan<long> numbers, Span<float> target)
    {
        int cells = (int)_grid.Pixels;
        target.Clear();
        for (int row = 0, cell = 0; row < _grid.Height; row++)
        {
            var (top, bottom) = (Edge(row, _grid.Height, shape.Size.Height), Edge(row + 1, _grid.Height, shape.Size.Height));
            for (int column = 0; column < _grid.Width; column++, cell++)
            {
                var (left, right) = (Edge(column, _grid.Width, shape.Size.Width), Edge(column + 1, _grid.Width, shape.Size.Width));
                float one = WholeCell / ((bottom - top) * (right - left));
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x++)
                    {
                        target[(ChannelOf(numbers[(y * shape.Size.Width) + x]) * cells) + cell] += one;
                    }
                }
            }
        }
    }

    private int ChannelOf(long number) => number >= 0 && number < shape.Channels ? (int)number : number == Void
        ? shape.Channels
        : throw new InferenceException($"output {output} has the class number {number}; the classes in model.json have 0 to {shape.Channels - 1}, and {Void} is none");

    private static int Edge(int cell, int cells, int pixels) => (int)((long)cell * pixels / cells);
}
