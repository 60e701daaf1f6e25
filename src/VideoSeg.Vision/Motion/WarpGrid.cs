using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VideoSeg.Vision.Motion;

/// <summary>
/// Reads planes of the reference frame where a flow points to: bilinear, cell centres at whole numbers, edges clamped (PyTorch's grid_sample
/// with align_corners and border padding on a grid of whole cells). Corners and weights are worked out once for all planes; runs of cells
/// that stand still are copied.
/// </summary>
public sealed class WarpGrid
{
    private readonly int _width;
    private readonly int _height;
    private readonly int[] _corners;
    private readonly float[] _right;
    private readonly float[] _down;
    private readonly List<Run> _runs = [];

    /// <param name="width">The width of the grid in cells, 2 or more.</param>
    /// <param name="height">The height of the grid in cells, 2 or more.</param>
    public WarpGrid(int width, int height)
    {
        (_width, _height) = (width, height);
        (_corners, _right, _down) = (new int[width * height], new float[width * height], new float[width * height]);
    }

    /// <summary>The share of cells that come from outside the reference frame, 0 to 1.</summary>
    public double Uncovered { get; private set; }

    /// <summary>Takes over a flow, [height, width, 2] in cells.</summary>
    public void Set(ReadOnlySpan<float> flow)
    {
        _runs.Clear();
        int outside = 0;
        var run = new Run(0, 0, flow[0] == 0 && flow[1] == 0);
        for (int row = 0, cell = 0; row < _height; row++)
        {
            int end = cell + _width;
            if (Avx2.IsSupported)
            {
                // Eight cells at once, a quarter of the time of the loop below (bench reuse, nonkeyframe_ms).
                for (; cell <= end - Vector256<float>.Count; cell += Vector256<float>.Count)
                {
                    outside += SetEight(flow, row, cell, ref run);
                }
            }

            for (; cell < end; cell++)
            {
                outside += SetOne(flow, row, cell, ref run);
            }
        }

        _runs.Add(run with { Length = _corners.Length - run.Start });
        Uncovered = (double)outside / _corners.Length;
    }

    /// <summary>Reads each plane of [C, height, width] where the flow points to.</summary>
    /// <param name="planes">The planes of the reference frame.</param>
    /// <param name="warped">The planes of the frame; as long as <paramref name="planes"/>, and in other memory.</param>
    public void Warp(ReadOnlySpan<float> planes, Span<float> warped)
    {
        int cells = _width * _height;
        if (planes.Length % cells != 0 || warped.Length != planes.Length)
        {
            throw new ArgumentException($"Planes of {_width}x{_height} cells are needed, as many to write as to read; there are {planes.Length} and {warped.Length} values.", nameof(planes));
        }

        for (int at = 0; at < planes.Length; at += cells)
        {
            var plane = planes.Slice(at, cells);
            var target = warped.Slice(at, cells);
            foreach (var run in _runs)
            {
                if (run.Still)
                {
                    plane.Slice(run.Start, run.Length).CopyTo(target[run.Start..]);
                }
                else
                {
                    Read(plane, target, run.Start, run.Start + run.Length);
                }
            }
        }
    }

    /// <returns>1 where the cell comes from outside the reference frame.</returns>
    private int SetOne(ReadOnlySpan<float> flow, int row, int cell, ref Run run)
    {
        (float moveX, float moveY) = (flow[2 * cell], flow[(2 * cell) + 1]);
        Continue(ref run, cell, moveX == 0 && moveY == 0);
        float x = cell - (row * _width) + moveX;
        float y = row + moveY;
        int outside = x < -0.5f || y < -0.5f || x > _width - 0.5f || y > _height - 0.5f ? 1 : 0;

        // A corner one before the last, so that its right and lower neighbours are there; the weight reaches the last.
        x = Math.Clamp(x, 0, _width - 1);
        y = Math.Clamp(y, 0, _height - 1);
        int left = Math.Min((int)x, _width - 2);
        int top = Math.Min((int)y, _height - 2);
        (_corners[cell], _right[cell], _down[cell]) = ((top * _width) + left, x - left, y - top);
        return outside;
    }

    /// <summary>The same for eight cells of a row.</summary>
    /// <returns>How many of them come from outside the reference frame.</returns>
    private int SetEight(ReadOnlySpan<float> flow, int row, int cell, ref Run run)
    {
        var four = Vector256.Create(flow[(2 * cell)..]);
        var nextFour = Vector256.Create(flow[((2 * cell) + Vector256<float>.Count)..]);
        var moveX = InOrder(Avx.Shuffle(four, nextFour, 0b10_00_10_00));
        var moveY = InOrder(Avx.Shuffle(four, nextFour, 0b11_01_11_01));
        uint still = (Vector256.Equals(moveX, Vector256<float>.Zero) & Vector256.Equals(moveY, Vector256<float>.Zero)).ExtractMostSignificantBits();
        if (still != (run.Still ? byte.MaxValue : 0u))
        {
            for (int i = 0; i < Vector256<float>.Count; i++)
            {
                Continue(ref run, cell + i, (still >> i & 1) != 0);
            }
        }

        var x = Vector256.CreateSequence<float>(cell - (row * _width), 1) + moveX;
        var y = Vector256.Create((float)row) + moveY;
        var outside = Vector256.LessThan(Vector256.Min(x, y), Vector256.Create(-0.5f))
            | Vector256.GreaterThan(x, Vector256.Create(_width - 0.5f)) | Vector256.GreaterThan(y, Vector256.Create(_height - 0.5f));
        x = Vector256.Clamp(x, Vector256<float>.Zero, Vector256.Create(_width - 1f));
        y = Vector256.Clamp(y, Vector256<float>.Zero, Vector256.Create(_height - 1f));
        var left = Vector256.Min(Vector256.ConvertToInt32(x), Vector256.Create(_width - 2));
        var top = Vector256.Min(Vector256.ConvertToInt32(y), Vector256.Create(_height - 2));
        ((top * _width) + left).CopyTo(_corners, cell);
        (x - Vector256.ConvertToSingle(left)).CopyTo(_right, cell);
        (y - Vector256.ConvertToSingle(top)).CopyTo(_down, cell);
        return int.PopCount((int)outside.ExtractMostSignificantBits());

        // A shuffle stays within halves: pairs come as 0 1 4 5 | 2 3 6 7.
        static Vector256<float> InOrder(Vector256<float> shuffled) => Avx2.Permute4x64(shuffled.AsDouble(), 0b11_01_10_00).AsSingle();
    }

    /// <summary>Ends the run before the cell where that is of the other kind.</summary>
    private void Continue(ref Run run, int cell, bool still)
    {
        if (still != run.Still)
        {
            _runs.Add(run with { Length = cell - run.Start });
            run = new Run(cell, 0, still);
        }
    }

    private unsafe void Read(ReadOnlySpan<float> plane, Span<float> warped, int cell, int end)
    {
        if (Avx2.IsSupported)
        {
            // Eight cells at once, a third of the time of the loop below (bench reuse, nonkeyframe_ms).
            fixed (float* upperLeft = plane)
            {
                for (; cell <= end - Vector256<float>.Count; cell += Vector256<float>.Count)
                {
                    var corner = Vector256.Create(_corners.AsSpan(cell, Vector256<int>.Count));
                    var right = Vector256.Create(_right.AsSpan(cell, Vector256<float>.Count));
                    var down = Vector256.Create(_down.AsSpan(cell, Vector256<float>.Count));
                    var upper = Between(Gather(upperLeft, corner), Gather(upperLeft + 1, corner), right);
                    var lower = Between(Gather(upperLeft + _width, corner), Gather(upperLeft + _width + 1, corner), right);
                    Between(upper, lower, down).CopyTo(warped[cell..]);
                }
            }
        }

        var below = plane[_width..];
        for (; cell < end; cell++)
        {
            int corner = _corners[cell];
            float right = _right[cell];
            float upper = plane[corner] + (right * (plane[corner + 1] - plane[corner]));
            float lower = below[corner] + (right * (below[corner + 1] - below[corner]));
            warped[cell] = upper + (_down[cell] * (lower - upper));
        }

        static Vector256<float> Gather(float* from, Vector256<int> at) => Avx2.GatherVector256(from, at, sizeof(float));

        static Vector256<float> Between(Vector256<float> a, Vector256<float> b, Vector256<float> share) => a + (share * (b - a));
    }

    private readonly record struct Run(int Start, int Length, bool Still);
}
