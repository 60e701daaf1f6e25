namespace VideoSeg.Cli.Tests;

/// <summary>The output and the exit code of the tool.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>Asserts that the tool failed with this exit code and an error message without a stack trace.</summary>
    public void MustFail(int exitCode, string expected)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.Contains(expected, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }

    public void MustSucceed() => Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}{Output}");
}
