namespace VideoSeg.Cli.Tests;

/// <summary>What the tool said and how it ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>It failed as it should: with this exit code, words for people, and no stack trace.</summary>
    public void MustFail(int exitCode, string because)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.Contains(because, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }

    public void MustSucceed() => Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}{Output}");
}
