namespace VideoSeg.Inference.Families.Rows;

/// <summary>How the columns of the rows lie.</summary>
/// <param name="Form">What the rows mean.</param>
/// <param name="Classes">Columns of class scores; 0 where a row names its class.</param>
/// <param name="HasObjectness">Whether a column before the classes multiplies their scores.</param>
/// <param name="Coefficients">Columns of mask coefficients, behind the classes.</param>
/// <param name="ColumnsFirst">Whether the shape is [1,columns,rows]; if not, [1,rows,columns].</param>
internal sealed record RowsLayout(RowsForm Form, int Classes, bool HasObjectness, int Coefficients, bool ColumnsFirst)
{
    /// <summary>The column of the first class score, or of the score of an end-to-end row.</summary>
    public int FirstScore => HasObjectness ? 5 : 4;

    /// <summary>The column of the first mask coefficient.</summary>
    public int FirstCoefficient => Form == RowsForm.EndToEnd ? 6 : FirstScore + Classes;
}
