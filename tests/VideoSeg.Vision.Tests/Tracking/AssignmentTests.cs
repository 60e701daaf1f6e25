using CsCheck;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Vision.Tests.Tracking;

public sealed class AssignmentTests
{
    // Many zeros and many equal gains: the cases in which a search goes astray.
    private static readonly Gen<double[,]> Gains =
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6]).SelectMany((rows, columns) =>
            Gen.OneOf(Gen.Int[0, 3].Select(i => (double)i), Gen.Double[0, 1]).Array[rows * columns].Select(values =>
            {
                var gains = new double[rows, columns];
                for (int i = 0; i < values.Length; i++)
                {
                    gains[i / columns, i % columns] = values[i];
                }

                return gains;
            }));

    [Fact]
    public void No_assignment_gains_more() => Gains.Sample(gains =>
    {
        int[] assigned = Assignment.Solve(gains);
        int[] columns = [.. assigned.Where(column => column >= 0)];
        Assert.Equal(columns.Distinct(), columns);
        Assert.All(assigned.Index().Where(pair => pair.Item >= 0), pair => Assert.True(gains[pair.Index, pair.Item] > 0));
        double sum = assigned.Index().Where(pair => pair.Item >= 0).Sum(pair => gains[pair.Index, pair.Item]);
        Assert.Equal(Best(gains, 0, 0), sum, 1e-9);
    }, iter: 3000);

    private static double Best(double[,] gains, int row, int usedColumns)
    {
        if (row == gains.GetLength(0))
        {
            return 0;
        }

        double best = Best(gains, row + 1, usedColumns);
        for (int column = 0; column < gains.GetLength(1); column++)
        {
            if ((usedColumns & (1 << column)) == 0)
            {
                best = Math.Max(best, gains[row, column] + Best(gains, row + 1, usedColumns | (1 << column)));
            }
        }

        return best;
    }
}
