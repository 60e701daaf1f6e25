using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Rows;

/// <summary>Finds how the columns of rows lie: the shape has to fit what model.json says, and where it fits more than one form, model.json has to say.</summary>
internal sealed class RowsLayoutFinder(ModelManifest manifest, GraphSignature graph, TensorSpec rows, RowsOptions options, int coefficients)
{
    private readonly int _classes = options.ClassColumns > 0 ? options.ClassColumns : manifest.Columns.Max() + 1;

    /// <exception cref="ModelPackageException">The shape fits no form, or more than one.</exception>
    public RowsLayout Find()
    {
        RowsLayout[] fitting = [.. Candidates().Where(Fits)];
        if (options.Form is null && fitting.Length > 1 && graph.Metadata.TryGetValue("end2end", out string? endToEnd))
        {
            bool isEndToEnd = string.Equals(endToEnd, "true", StringComparison.OrdinalIgnoreCase);
            fitting = [.. fitting.Where(f => f.Form == RowsForm.EndToEnd == isEndToEnd)];
        }

        return fitting switch
        {
            [var one] => one,
            [] => throw Error($"output {rows} does not fit: {string.Join("; ", Candidates().Select(Needs).Distinct())}{Hint()}"),
            _ => throw new ModelPackageException(manifest.File, $"decode.form is missing, and output {rows} of {Path.GetFileName(graph.Path)} may be {string.Join(" or ", fitting.Select(f => Word(f.Form)).Distinct())}{(fitting.DistinctBy(f => f.Form).Count() == 1 ? ", columns first or last (a shape with two equal sides)" : "")}"),
        };
    }

    private IEnumerable<RowsLayout> Candidates()
    {
        if (options.Form is null or RowsForm.Raw)
        {
            foreach (bool objectness in options.Objectness is { } said ? [said] : new[] { false, true })
            {
                yield return new RowsLayout(RowsForm.Raw, _classes, objectness, coefficients, ColumnsFirst: true);
                yield return new RowsLayout(RowsForm.Raw, _classes, objectness, coefficients, ColumnsFirst: false);
            }
        }

        if (options.Form is null or RowsForm.EndToEnd)
        {
            yield return new RowsLayout(RowsForm.EndToEnd, 0, false, coefficients, ColumnsFirst: false);
        }

        if (options.Form is null or RowsForm.Yolox)
        {
            yield return new RowsLayout(RowsForm.Yolox, _classes, true, coefficients, ColumnsFirst: false);
        }
    }

    private bool Fits(RowsLayout layout)
    {
        int columnDimension = layout.ColumnsFirst ? 1 : 2;
        return rows.Shape[columnDimension] == ColumnsOf(layout)
            && (layout.Form != RowsForm.Yolox || rows.Shape[1] == YoloxGrid.RowsOf(manifest.Input.Size))
            && (layout.Form != RowsForm.EndToEnd || options.Form is not null || rows.Shape[1] <= 1000);
    }

    private int ColumnsOf(RowsLayout layout) => layout.FirstCoefficient + layout.Coefficients + options.IgnoredColumns;

    private string Needs(RowsLayout layout)
    {
        string masks = (layout.Coefficients > 0 ? $" + {layout.Coefficients} mask coefficients" : "") + (options.IgnoredColumns > 0 ? $" + {options.IgnoredColumns} ignored" : "");
        return layout.Form switch
        {
            RowsForm.EndToEnd => $"form 'end-to-end' has {ColumnsOf(layout)} columns (box, score, class{masks})",
            RowsForm.Yolox => $"form 'yolox' has {YoloxGrid.RowsOf(manifest.Input.Size)} rows of {ColumnsOf(layout)} columns (box, objectness + {layout.Classes} classes{masks})",
            _ => $"form 'raw' has {ColumnsOf(layout)} columns ({(layout.HasObjectness ? "box, objectness" : "box")} + {layout.Classes} classes{masks})",
        };
    }

    /// <summary>The form that the shape would fit, where model.json asks for another.</summary>
    private string Hint()
    {
        if (options.Form is null)
        {
            return $". The classes in model.json read {_classes} columns; decode.class_columns says how many the network has, where it has more";
        }

        var others = new RowsLayoutFinder(manifest, graph, rows, options with { Form = null }, coefficients);
        return others.Candidates().FirstOrDefault(others.Fits) is { } other ? $". Its shape is that of form '{Word(other.Form)}', but decode.form is '{Word(options.Form.Value)}'" : "";
    }

    private static string Word(RowsForm form) => form switch
    {
        RowsForm.EndToEnd => "end-to-end",
        RowsForm.Yolox => "yolox",
        _ => "raw",
    };

    private ModelPackageException Error(string problem) => new(graph.Path, problem);
}
