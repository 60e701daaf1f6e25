using System.Numerics;

namespace VideoSeg.Vision.Argmax;

/// <summary>For each cell of the grid the channel with the largest semantic logit, and the logit of the best stuff.</summary>
internal sealed class CellRanking
{
    private int[] _winners = [];
    private float[] _best = [];
    private float[] _bestStuff = [];

    /// <summary>Stuff before things when equal; -1: there is no semantic head.</summary>
    public ReadOnlySpan<int> Winners => _winners;

    public ReadOnlySpan<float> BestStuff => _bestStuff;

    /// <param name="semantic">[C,h,w] logits; may be empty.</param>
    /// <param name="cells">h x w.</param>
    /// <param name="isThing">For each channel.</param>
    public void Rank(ReadOnlySpan<float> semantic, int cells, ReadOnlySpan<bool> isThing)
    {
        if (_winners.Length != cells)
        {
            (_winners, _best, _bestStuff) = (new int[cells], new float[cells], new float[cells]);
        }

        _winners.AsSpan().Fill(-1);
        _best.AsSpan().Fill(float.NegativeInfinity);
        _bestStuff.AsSpan().Fill(float.NegativeInfinity);
        if (semantic.IsEmpty)
        {
            return;
        }

        Rank(semantic, isThing, things: false);
        _best.CopyTo(_bestStuff, 0);
        Rank(semantic, isThing, things: true);
    }

    private void Rank(ReadOnlySpan<float> semantic, ReadOnlySpan<bool> isThing, bool things)
    {
        int cells = _winners.Length;
        for (int channel = 0; channel < isThing.Length; channel++)
        {
            if (isThing[channel] != things)
            {
                continue;
            }

            ReadOnlySpan<float> logits = semantic.Slice(channel * cells, cells);
            int cell = 0;
            for (; cell <= cells - Vector<float>.Count; cell += Vector<float>.Count)
            {
                var value = new Vector<float>(logits[cell..]);
                var best = new Vector<float>(_best, cell);
                Vector<int> better = Vector.GreaterThan(value, best);
                Vector.ConditionalSelect(better, value, best).CopyTo(_best, cell);
                Vector.ConditionalSelect(better, new Vector<int>(channel), new Vector<int>(_winners, cell)).CopyTo(_winners, cell);
            }

            for (; cell < cells; cell++)
            {
                if (logits[cell] > _best[cell])
                {
                    (_best[cell], _winners[cell]) = (logits[cell], channel);
                }
            }
        }
    }
}
