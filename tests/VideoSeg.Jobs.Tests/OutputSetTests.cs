using VideoSeg.Jobs.Outputs;
using VideoSeg.Vision;

namespace VideoSeg.Jobs.Tests;

public sealed class OutputSetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("videoseg-");
    private readonly List<string> _calls = [];

    /// <summary>Masks are drawn on the picture itself.</summary>
    [Fact]
    public async Task Outputs_that_draw_on_the_picture_come_last_and_each_gets_every_chunk()
    {
        using (var outputs = new OutputSet([new Kind("overlay", true, _calls), new Kind("heatmap", false, _calls)], Context()))
        {
            outputs.BeginChunk(0);
            outputs.EndChunk();
            await outputs.FinishAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["heatmap begins 0", "overlay begins 0", "heatmap ends", "overlay ends", "heatmap finishes", "overlay finishes"], _calls);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private JobOutputContext Context() => new(_folder.FullName, _folder.FullName, "a.mp4", "a.mp4", "street 1", [], new InputVideo(25, new PixelSize(640, 480), PixelAspect.Square, TimeSpan.Zero));

    private sealed class Kind(string name, bool needsOverlay, List<string> calls) : IJobOutput
    {
        public string Name => name;

        public bool NeedsOverlay => needsOverlay;

        public IJobOutputWriter Open(JobOutputContext context) => new Writer(name, calls);
    }

    private sealed class Writer(string name, List<string> calls) : IJobOutputWriter
    {
        public void BeginChunk(int chunk) => calls.Add($"{name} begins {chunk}");

        public void Write(JobFrame frame)
        {
        }

        public void EndChunk() => calls.Add($"{name} ends");

        public Task FinishAsync(FrameLog log, CancellationToken cancellationToken)
        {
            calls.Add($"{name} finishes");
            return Task.CompletedTask;
        }

        public void Dispose()
        {
        }
    }
}
