using VideoSeg.Jobs.Outputs;

namespace VideoSeg.Samples.CustomHost;

/// <summary>An output of jobs of your own: persons.csv has the number of persons of each frame. It is made from the log that every job writes.</summary>
public sealed class PersonTable : IJobOutput
{
    public string Name => "persons";

    public IJobOutputWriter Open(JobOutputContext context) => new Writer(context);

    private sealed class Writer(JobOutputContext context) : IJobOutputWriter
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
            var persons = context.Categories.Where(c => c.Name is "person" or "pedestrian").Select(c => c.Id).ToHashSet();
            var lines = log.Read().Select(frame => $"{frame.Number},{frame.Segments.Count(s => persons.Contains(s.Category))}");
            await File.WriteAllLinesAsync(Path.Combine(context.OutputFolder, "persons.csv"), lines.Prepend("frame,persons"), cancellationToken);
        }

        public void Dispose()
        {
        }
    }
}
