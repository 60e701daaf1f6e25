using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace VideoSeg.Cli.Streams;

/// <summary>A progress column: processed frames, total frames, frames per second.</summary>
internal sealed class FramesColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        var total = task.IsIndeterminate ? "" : $"/{task.MaxValue:0}";
        return new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:0}{total}, {task.Speed ?? 0:0.0} fps"));
    }
}
