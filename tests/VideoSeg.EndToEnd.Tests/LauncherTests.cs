using System.Diagnostics;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>How the launcher counts the viewer's tests, in a folder of its own with a stand-in for npm.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("videoseg-").FullName;

    public LauncherTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "clients/web"));
        Directory.CreateDirectory(Path.Combine(_folder, "protos"));

        // The functions alone: what follows them runs a command.
        string launcher = File.ReadAllText(Repository.Path("videoseg"));
        File.WriteAllText(Path.Combine(_folder, "functions"), launcher[..launcher.IndexOf("\nneed_system_packages\n", StringComparison.Ordinal)]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_viewer_that_cannot_be_built_is_one_failure_and_its_tests_do_not_run()
    {
        var (counts, messages) = await RunAsync("[[ $1 != run ]] || { echo 'page.tsx: error TS1005'; exit 2; }; [[ $1 != test ]] || exit 99");

        Assert.Equal("0 passed, 1 failed, 0 skipped", counts);
        Assert.Contains("error TS1005", messages, StringComparison.Ordinal);
        Assert.Contains("the viewer tests did not run", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tests_of_a_viewer_that_was_built_are_counted()
    {
        var (counts, _) = await RunAsync(
            """[[ $1 != run ]] || { mkdir dist; touch dist/index.html; }; [[ $1 != test ]] || echo '{"numPassedTests":5,"numFailedTests":2,"numPendingTests":1}' > ../../artifacts/viewer-tests.json""");

        Assert.Equal("5 passed, 2 failed, 1 skipped", counts);
    }

    private async Task<(string Counts, string Messages)> RunAsync(string npm)
    {
        string script = $$"""
            npm() { {{npm}}; }
            source ./functions
            set +e
            passed=0 failed=0 skipped=0
            build_viewer
            run_viewer_tests
            echo "$passed passed, $failed failed, $skipped skipped"
            """;
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var messages = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (output.TrimEnd(), await messages);
    }
}
