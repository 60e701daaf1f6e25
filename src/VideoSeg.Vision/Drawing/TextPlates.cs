using OpenCvSharp;

namespace VideoSeg.Vision.Drawing;

/// <summary>Puts words on plates where no other plate is.</summary>
internal sealed class TextPlates
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;

    /// <summary>Words are drawn this much larger and then averaged: OpenCV's strokes are coarse at small sizes.</summary>
    private const int Oversampling = 4;

    private static readonly Rgb Dark = new(24, 26, 30);

    private readonly Mat _bgr;
    private readonly List<Rect> _taken = [];

    /// <summary>Height of a line of text with its plate, in pixels.</summary>
    private readonly int _height;

    public TextPlates(Mat bgr)
    {
        _bgr = bgr;
        _height = Math.Clamp((int)Math.Round(Math.Min(bgr.Width, bgr.Height) / 36.0), 13, 40);
    }

    private int Gap => Math.Max(2, _height / 4);

    public void AddCaption(OverlayCaption caption)
    {
        var plate = new Rect(Gap * 2, Gap * 2, WidthOf(caption.Text) + _height, _height);
        var colour = caption.IsKeyframe ? new Rgb(255, 196, 61) : new Rgb(150, 156, 166);
        Fill(plate, Dark, 0.75);
        Cv2.Circle(
            _bgr,
            new Point(plate.X + (_height * 2 / 3), plate.Y + (_height / 2)),
            _height / 4,
            colour.ToScalar(),
            caption.IsKeyframe ? -1 : Math.Max(1, _height / 12),
            LineTypes.AntiAlias);
        Write(caption.Text, plate.X + _height, plate.Y, new Rgb(235, 237, 240));
        _taken.Add(plate);
    }

    /// <summary>A row of names at the bottom, each with its colour; what has no room is left out.</summary>
    public void AddLegend(IEnumerable<(string Name, Rgb Colour)> entries)
    {
        var fitting = new List<(string Name, Rgb Colour, int Width)>();
        var room = _bgr.Width - (6 * Gap);
        foreach (var (name, colour) in entries)
        {
            var width = WidthOf(name) + _height;
            if (width <= room)
            {
                fitting.Add((name, colour, width));
                room -= width;
            }
        }

        if (fitting.Count == 0)
        {
            return;
        }

        var plate = new Rect(Gap * 2, _bgr.Height - _height - (Gap * 2), fitting.Sum(entry => entry.Width) + Gap, _height);
        Fill(plate, Dark, 0.75);
        _taken.Add(plate);
        var x = plate.X + Gap;
        foreach (var (name, colour, width) in fitting)
        {
            var side = _height / 2;
            Cv2.Rectangle(_bgr, new Rect(x + (side / 4), plate.Y + ((_height - side) / 2), side, side), colour.ToScalar(), -1);
            Write(name, x + (side * 5 / 4), plate.Y, new Rgb(235, 237, 240));
            x += width;
        }
    }

    /// <summary>Above the box, else below it, else inside; where all of these are taken the name is left out.</summary>
    public void AddName(string text, Rect box, Rgb colour)
    {
        var width = WidthOf(text) + Gap;
        var left = Math.Clamp(box.Left, 0, Math.Max(0, _bgr.Width - width));
        var right = Math.Clamp(box.Right - width, 0, Math.Max(0, _bgr.Width - width));
        ReadOnlySpan<Point> places =
        [
            new(left, box.Top - _height - 1),
            new(right, box.Top - _height - 1),
            new(left, box.Bottom + 1),
            new(right, box.Bottom + 1),
            new(left, box.Top + 1),
            new(left, box.Bottom - _height - 1),
        ];
        foreach (var place in places)
        {
            var plate = new Rect(place.X, place.Y, width, _height);
            if (plate.Top >= 0 && plate.Bottom <= _bgr.Height && !_taken.Exists(taken => taken.IntersectsWith(plate)))
            {
                Fill(plate, colour, 0.85);
                var isLight = (0.299 * colour.R) + (0.587 * colour.G) + (0.114 * colour.B) > 140;
                Write(text, plate.X, plate.Y, isLight ? Dark : new Rgb(255, 255, 255));
                _taken.Add(plate);
                return;
            }
        }
    }

    /// <summary>With a gap on both sides.</summary>
    private int WidthOf(string text)
    {
        var size = Cv2.GetTextSize(text, Font, FontScale, 1, out _);
        return size.Width + (2 * Gap);
    }

    /// <summary>Capitals of this font are 22 px high at scale 1; they take half of a plate.</summary>
    private double FontScale => _height * 0.5 / 22;

    private void Fill(Rect plate, Rgb colour, double opacity)
    {
        plate &= new Rect(0, 0, _bgr.Width, _bgr.Height);
        if (plate.Width > 0 && plate.Height > 0)
        {
            using var under = _bgr.SubMat(plate);
            using var filled = new Mat(plate.Size, MatType.CV_8UC3, colour.ToScalar());
            Cv2.AddWeighted(filled, opacity, under, 1 - opacity, 0, under);
        }
    }

    /// <summary>Writes one line into a plate whose top left corner is (x, y).</summary>
    private void Write(string text, int x, int y, Rgb colour)
    {
        var area = new Rect(x, y, WidthOf(text), _height) & new Rect(0, 0, _bgr.Width, _bgr.Height);
        if (area.Width <= 0 || area.Height <= 0)
        {
            return;
        }

        using var strokes = new Mat(area.Height * Oversampling, area.Width * Oversampling, MatType.CV_8UC1, Scalar.All(0));
        Cv2.PutText(
            strokes,
            text,
            new Point(Gap * Oversampling, (int)(_height * 0.75 * Oversampling)),
            Font,
            FontScale * Oversampling,
            Scalar.All(255),
            Math.Max(1, (int)Math.Round(_height * Oversampling / 14.0)),
            LineTypes.AntiAlias);
        using var coverage = strokes.Resize(area.Size, 0, 0, InterpolationFlags.Area);
        for (var row = 0; row < area.Height; row++)
        {
            var shares = coverage.RowSpan<byte>(row);
            var pixels = _bgr.RowSpan<Vec3b>(area.Y + row).Slice(area.X, area.Width);
            for (var column = 0; column < pixels.Length; column++)
            {
                var (share, pixel) = (shares[column], pixels[column]);
                pixels[column] = new(Mix(pixel.Item0, colour.B, share), Mix(pixel.Item1, colour.G, share), Mix(pixel.Item2, colour.R, share));
            }
        }

        static byte Mix(int under, int over, int share) => (byte)(((under * (255 - share)) + (over * share)) / 255);
    }
}
