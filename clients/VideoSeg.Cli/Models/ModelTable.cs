using Spectre.Console;
using VideoSeg.V1;

namespace VideoSeg.Cli.Models;

/// <summary>Prints models as a table.</summary>
internal static class ModelTable
{
    public static void Print(IReadOnlyList<Model> models)
    {
        var table = new Table().RoundedBorder();
        table.AddColumn("model", column => column.NoWrap()).AddColumn("version", column => column.NoWrap()).AddColumn("input", column => column.NoWrap());
        table.AddColumns("runs on", "classes");
        foreach (var model in models)
        {
            var classes = model.Categories.Select(c => c.IsThing ? $"{c.Name}*" : c.Name);
            table.AddRow(
                new Text(model.IsDefault ? $"{model.Name} (default)" : model.Name),
                new Text(model.Version),
                new Text($"{model.InputWidth}x{model.InputHeight}"),
                new Text(model.ExecutionProvider),
                new Text(string.Join(", ", classes)));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("* thing class: each instance is a segment with a track id");

        // A table column would wrap the licence text after every other word.
        foreach (var model in models.Where(m => m.Licence.Length > 0))
        {
            AnsiConsole.WriteLine($"{model.Name}: {model.Licence}");
        }
    }
}
