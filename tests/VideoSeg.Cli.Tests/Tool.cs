using System.Diagnostics;

namespace VideoSeg.Cli.Tests;

/// <summary>Runs the built tool as a process.</summary>
internal static class Tool
{
    /// <summary>Runs the tool until it exits.</summary>
    public static async Task<ToolResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolResult(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Repository.Tool, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["VIDEOSEG_SERVER"] = Repository.Server,
            ["Inference__Models"] = Repository.Models,
        },
    })!;
}
