using System.Globalization;

namespace VideoSeg.Jobs.Outputs.Overviews;

/// <summary>tracks.csv: one line an object, with when it was seen, how large it was, and its path (frame:x:y, separated by spaces).</summary>
internal sealed class TracksOutput(JobOutputContext job) : IJobOutputWriter
{
    public void BeginChunk(int chunk)
    {
    }

    public void Write(JobFrame frame)
    {
    }

    public void EndChunk()
    {
    }

    public async Task FinishAsync(FrameLog log, CancellationToken cancellationToken)
    {
        var names = job.Categories.ToDictionary(category => category.Id, category => category.Name);
        await using var file = new StreamWriter(Path.Combine(job.OutputFolder, "tracks.csv")) { NewLine = "\n" };
        await file.WriteLineAsync("track_id,category_id,category,first_frame,last_frame,first_time_s,last_time_s,frames,mean_score,mean_area_px,max_area_px,path");
        foreach (var row in TrackTable.Of(log.Read()))
        {
            string path = string.Join(' ', row.Path.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Frame}:{point.X:0.#}:{point.Y:0.#}")));
            await file.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Track},{row.Category},{Quoted(names[row.Category])},{row.FirstFrame},{row.LastFrame},{row.FirstTime:0.###},{row.LastTime:0.###},{row.Frames},{row.MeanScore:0.###},{row.MeanArea:0},{row.MaxArea},{path}"));
        }
    }

    public void Dispose()
    {
    }

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
