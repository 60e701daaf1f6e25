using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Packages;

/// <summary>Reads the classes of model.json.</summary>
internal static class ClassList
{
    private const int MaxClasses = 1024;
    private const int MaxId = ushort.MaxValue;

    /// <exception cref="ModelPackageException">A field is not allowed, or contradicts another class.</exception>
    public static (IReadOnlyList<Category> Categories, IReadOnlyList<int> Columns) Read(ManifestObject json)
    {
        var entries = json.Objects("classes", MaxClasses);
        var categories = new List<Category>(entries.Count);
        var channels = new List<int>(entries.Count);
        foreach (var entry in entries)
        {
            int index = categories.Count;
            var category = new Category(
                entry.Integer("id", 0, MaxId), entry.Name("name"), entry.Choice("kind", [("stuff", false), ("thing", true)], isRequired: true), Colour(entry, index));
            int channel = entry.Integer("channel", 0, MaxClasses - 1, index);
            entry.Finish();
            if (categories.Exists(c => c.Id == category.Id))
            {
                throw entry.Error("id", $"is {category.Id}, which another class has");
            }

            if (categories.Exists(c => c.Name == category.Name))
            {
                throw entry.Error("name", $"is '{category.Name}', which another class has");
            }

            if (!category.IsThing && categories.Where((c, i) => !c.IsThing && channels[i] == channel).FirstOrDefault() is { } other)
            {
                throw entry.Error("channel", $"is {channel}, which the stuff class '{other.Name}' reads; a channel may be shared by things, or by things and one stuff class");
            }

            categories.Add(category);
            channels.Add(channel);
        }

        return (categories, channels);
    }

    private static Rgb Colour(ManifestObject entry, int index)
    {
        // Where none is given: far apart on the colour circle for neighbouring indices.
        return entry.Triple("colour", value => value is >= 0 and <= 255 && value == MathF.Floor(value), "3 whole numbers from 0 to 255: red, green, blue") is [var red, var green, var blue]
            ? new Rgb((byte)red, (byte)green, (byte)blue)
            : new Rgb((byte)(index * 97 + 64), (byte)(index * 57 + 128), (byte)(index * 151 + 32));
    }
}
