namespace VideoSeg.Inference.Families.Rows;

/// <summary>What the rows of a detector mean.</summary>
internal enum RowsForm
{
    /// <summary>Box, scores of all classes, coefficients; suppression is left to the reader.</summary>
    Raw,

    /// <summary>x0, y0, x1, y1, score, class, coefficients; suppressed already, or trained to need none.</summary>
    EndToEnd,

    /// <summary>Raw with an objectness score, and boxes as offsets from the cells of three grids.</summary>
    Yolox,
}
