namespace VideoSeg.Vision.Tracking;

/// <summary>
/// The assignment with the largest sum of gains: shortest augmenting paths with potentials (Jonker and Volgenant, "A shortest
/// augmenting path algorithm for dense and sparse linear assignment problems"), O(rows² x columns).
/// </summary>
internal static class Assignment
{
    /// <param name="gains">[rows, columns], 0 and more; a pair of gain 0 is never assigned.</param>
    /// <returns>For each row its column, or -1.</returns>
    public static int[] Solve(double[,] gains)
    {
        (int rows, int columns) = (gains.GetLength(0), gains.GetLength(1));
        if (rows <= columns)
        {
            int[] columnOfRow = SolveWide(rows, columns, (row, column) => -gains[row, column]);
            return [.. columnOfRow.Select((column, row) => gains[row, column] > 0 ? column : -1)];
        }

        int[] rowOfColumn = SolveWide(columns, rows, (column, row) => -gains[row, column]);
        int[] result = new int[rows];
        Array.Fill(result, -1);
        for (int column = 0; column < columns; column++)
        {
            int row = rowOfColumn[column];
            result[row] = gains[row, column] > 0 ? column : -1;
        }

        return result;
    }

    /// <summary>The cheapest column for each row, all different; no more rows than columns.</summary>
    private static int[] SolveWide(int rows, int columns, Func<int, int, double> cost)
    {
        var rowPotential = new double[rows];
        var columnPotential = new double[columns];
        var rowOfColumn = new int[columns];
        Array.Fill(rowOfColumn, -1);
        for (int row = 0; row < rows; row++)
        {
            Augment(row, cost, rowPotential, columnPotential, rowOfColumn);
        }

        var columnOfRow = new int[rows];
        for (int column = 0; column < columns; column++)
        {
            if (rowOfColumn[column] >= 0)
            {
                columnOfRow[rowOfColumn[column]] = column;
            }
        }

        return columnOfRow;
    }

    /// <summary>Finds the shortest path from a free row to a free column, in reduced costs, and flips the pairs along it.</summary>
    private static void Augment(int start, Func<int, int, double> cost, double[] rowPotential, double[] columnPotential, int[] rowOfColumn)
    {
        int columns = columnPotential.Length;
        var distance = new double[columns];
        var previous = new int[columns];
        var reached = new bool[columns];
        Array.Fill(distance, double.PositiveInfinity);
        Array.Fill(previous, -1);
        int row = start;
        int last = -1;
        double length = 0;
        do
        {
            int nearest = -1;
            for (int column = 0; column < columns; column++)
            {
                if (reached[column])
                {
                    continue;
                }

                double through = length + cost(row, column) - rowPotential[row] - columnPotential[column];
                if (through < distance[column])
                {
                    (distance[column], previous[column]) = (through, last);
                }

                if (nearest < 0 || distance[column] < distance[nearest])
                {
                    nearest = column;
                }
            }

            (last, length) = (nearest, distance[nearest]);
            reached[last] = true;
            row = rowOfColumn[last];
        }
        while (row >= 0);

        // Keeps reduced costs at 0 on assigned pairs, and above elsewhere.
        rowPotential[start] += length;
        for (int column = 0; column < columns; column++)
        {
            if (reached[column] && column != last)
            {
                rowPotential[rowOfColumn[column]] += length - distance[column];
                columnPotential[column] -= length - distance[column];
            }
        }

        while (last >= 0)
        {
            int before = previous[last];
            rowOfColumn[last] = before < 0 ? start : rowOfColumn[before];
            last = before;
        }
    }
}
