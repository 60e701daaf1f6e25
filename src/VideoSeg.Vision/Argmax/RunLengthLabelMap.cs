namespace VideoSeg.Vision.Argmax;

/// <summary>
/// The labels of a frame before they have ids: boxes of one label, and the pixels of boxes that have several. Which
/// labels are kept depends on how many pixels each has; so the frame is painted once, with the id that each label got.
/// </summary>
internal sealed class RunLengthLabelMap
{
    private const int OneLabel = -1;

    private readonly List<Part> _parts = [];
    private ushort[] _pixels = [];
    private int _pixelsUsed;
    private RegionTally[] _tallies = [];

    /// <summary>For each label: its pixels.</summary>
    public ReadOnlySpan<RegionTally> Tallies => _tallies;

    /// <param name="labels">They are 0 to <paramref name="labels"/> - 1.</param>
    public void Start(int labels)
    {
        _parts.Clear();
        _pixelsUsed = 0;
        if (_tallies.Length < labels)
        {
            _tallies = new RegionTally[2 * labels];
        }

        _tallies.AsSpan().Fill(new RegionTally());
    }

    /// <summary>Every pixel of the box has one label.</summary>
    public void Add(PixelBox box, int label)
    {
        _parts.Add(new Part(box, label, OneLabel));
        _tallies[label].Add(box.X, box.Y, box.Right, box.Bottom);
    }

    /// <param name="box">In pixels of the frame.</param>
    /// <param name="labels">The labels of its pixels, row by row.</param>
    public void Add(PixelBox box, ReadOnlySpan<ushort> labels)
    {
        if (_pixels.Length - _pixelsUsed < labels.Length)
        {
            Array.Resize(ref _pixels, Math.Max(2 * _pixels.Length, _pixelsUsed + labels.Length));
        }

        _parts.Add(new Part(box, 0, _pixelsUsed));
        labels.CopyTo(_pixels.AsSpan(_pixelsUsed));
        _pixelsUsed += labels.Length;
        for (int y = 0; y < box.Height; y++)
        {
            Count(labels.Slice(y * box.Width, box.Width), box.X, box.Y + y);
        }
    }

    /// <summary>Writes for each pixel of the frame the value of its label.</summary>
    /// <param name="values">For each label.</param>
    /// <param name="frame">[height, width].</param>
    /// <param name="width">The width of the frame.</param>
    public void Paint<T>(ReadOnlySpan<T> values, Span<T> frame, int width)
    {
        foreach (Part part in _parts)
        {
            for (int y = 0; y < part.Box.Height; y++)
            {
                Span<T> row = frame.Slice(((part.Box.Y + y) * width) + part.Box.X, part.Box.Width);
                if (part.FirstPixel == OneLabel)
                {
                    row.Fill(values[part.Label]);
                    continue;
                }

                ReadOnlySpan<ushort> labels = _pixels.AsSpan(part.FirstPixel + (y * part.Box.Width), part.Box.Width);
                for (int x = 0; x < row.Length; x++)
                {
                    row[x] = values[labels[x]];
                }
            }
        }
    }

    private void Count(ReadOnlySpan<ushort> row, int left, int y)
    {
        int start = 0;
        for (int x = 1; x <= row.Length; x++)
        {
            if (x == row.Length || row[x] != row[start])
            {
                _tallies[row[start]].Add(left + start, y, left + x, y + 1);
                start = x;
            }
        }
    }

    /// <param name="Box">In pixels of the frame.</param>
    /// <param name="Label">The label of all its pixels, unless they are listed.</param>
    /// <param name="FirstPixel">Where they are listed, or <see cref="OneLabel"/>.</param>
    private readonly record struct Part(PixelBox Box, int Label, int FirstPixel);
}
