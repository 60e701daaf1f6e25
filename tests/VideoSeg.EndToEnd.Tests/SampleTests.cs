using System.Diagnostics;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

public sealed class SampleTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_of_ones_own_serves_with_its_own_keyframe_policy_and_result_sink()
    {
        using var host = Start("CustomHost");
        try
        {
            string ready = await LineAsync(host, "READY ");
            using var client = new VideoSegClient(new Uri(ready.Split(' ')[1]["grpc=".Length..]));
            var config = new StreamConfig { StreamId = "gate", KeyframePolicyName = "alternate" };
            var results = await client.SegmentAsync(Clip.Frames(3).ToAsyncEnumerable(), config, Cancelled).ToListAsync(Cancelled);

            Assert.Equal([true, false, true], results.Select(r => r.Segmentation!.IsKeyframe));

            for (int i = 0; i < 3; i++)
            {
                Assert.Matches($"^persons: stream gate, frame {i}: [0-9]+$", await LineAsync(host, "persons: "));
            }
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync(Cancelled);
        }
    }

    /// <summary>Starts a sample as it was built beside the tests, on ports of its own.</summary>
    private static Process Start(string sample)
    {
        string build = Path.GetRelativePath(Repository.Path("tests", "VideoSeg.EndToEnd.Tests"), AppContext.BaseDirectory);
        string program = Path.Combine(Repository.Path("samples", sample), build, $"VideoSeg.Samples.{sample}.dll");
        string[] arguments = [program, "--Serve:Urls=http://127.0.0.1:0", "--Serve:HttpUrls=", $"--Inference:Models={Repository.Path("models")}"];
        return Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
    }

    /// <summary>The next line of the program's output that begins with this; its log goes to the same output.</summary>
    private static async Task<string> LineAsync(Process program, string beginning)
    {
        while (await program.StandardOutput.ReadLineAsync(Cancelled) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The program ended without a line that begins with '{beginning}'.");
    }
}
