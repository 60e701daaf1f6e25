using VideoSeg.Vision.Instances;

namespace VideoSeg.Vision.Argmax;

/// <summary>The pixels between four neighbouring cell centres.</summary>
internal readonly ref struct Quad
{
    private readonly int _leftTap;
    private readonly int _rightTap;
    private readonly int _topTap;
    private readonly int _bottomTap;

    public Quad(int column, int row, InterpolationAxis x, InterpolationAxis y)
    {
        (_leftTap, _rightTap, _topTap, _bottomTap) = (x.LowerTap(column), x.UpperTap(column), y.LowerTap(row), y.UpperTap(row));
        Index = row * (x.Cells + 1) + column;
        TopLeft = _topTap * x.Cells + _leftTap;
        TopRight = _topTap * x.Cells + _rightTap;
        BottomLeft = _bottomTap * x.Cells + _leftTap;
        BottomRight = _bottomTap * x.Cells + _rightTap;
        (Left, Right, Top, Bottom) = (x.Start(column), x.Start(column + 1), y.Start(row), y.Start(row + 1));
    }

    public int Index { get; }

    /// <summary>Index of the corner's cell in a plane of the grid.</summary>
    public int TopLeft { get; }

    /// <inheritdoc cref="TopLeft"/>
    public int TopRight { get; }

    /// <inheritdoc cref="TopLeft"/>
    public int BottomLeft { get; }

    /// <inheritdoc cref="TopLeft"/>
    public int BottomRight { get; }

    /// <summary>The first column of its pixels.</summary>
    public int Left { get; }

    /// <summary>Exclusive.</summary>
    public int Right { get; }

    public int Top { get; }

    /// <summary>Exclusive.</summary>
    public int Bottom { get; }

    public PixelBox Pixels => new(Left, Top, Right - Left, Bottom - Top);

    /// <summary>A plane's values at the corners.</summary>
    public CornerLogits Corners(ReadOnlySpan<float> plane) => new(plane[TopLeft], plane[TopRight], plane[BottomLeft], plane[BottomRight]);

    /// <summary>A mask's logits at the corners.</summary>
    public CornerLogits Corners(ReadOnlySpan<float> logits, InstanceMask mask) => new(
        logits[mask.At(_leftTap, _topTap)],
        logits[mask.At(_rightTap, _topTap)],
        logits[mask.At(_leftTap, _bottomTap)],
        logits[mask.At(_rightTap, _bottomTap)]);
}
