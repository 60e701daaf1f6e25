using VideoSeg.Inference.Packages;

namespace VideoSeg.Inference.Families.Decoding;

/// <summary>Which number of the network stands for which thing class.</summary>
internal sealed class ThingColumns
{
    private readonly int[] _thingOfColumn;

    /// <param name="numbers">For each number of the network the index among the thing classes, or -1.</param>
    private ThingColumns(int[] numbers) => _thingOfColumn = numbers;

    /// <summary>One more than the largest number that a class has.</summary>
    public int Count => _thingOfColumn.Length;

    /// <summary>By the columns of scores that classes read.</summary>
    public static ThingColumns ByColumn(ModelManifest manifest) => Of(manifest, index => manifest.Columns[index]);

    /// <summary>By the ids of classes.</summary>
    public static ThingColumns ById(ModelManifest manifest) => Of(manifest, index => manifest.Categories[index].Id);

    /// <summary>The index among the thing classes; -1: no class of things has the number.</summary>
    public int ThingOf(long number) => number >= 0 && number < _thingOfColumn.Length ? _thingOfColumn[number] : -1;

    private static ThingColumns Of(ModelManifest manifest, Func<int, int> numberOf)
    {
        int[] indices = [.. Enumerable.Range(0, manifest.Categories.Count)];
        var numbers = new int[indices.Max(numberOf) + 1];
        numbers.AsSpan().Fill(-1);
        int thing = 0;
        foreach (int index in indices.Where(i => manifest.Categories[i].IsThing))
        {
            numbers[numberOf(index)] = thing++;
        }

        return new ThingColumns(numbers);
    }
}
