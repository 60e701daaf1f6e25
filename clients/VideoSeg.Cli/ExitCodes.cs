namespace VideoSeg.Cli;

/// <summary>The exit codes of the tool.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command line is valid, but the command failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line is invalid.</summary>
    public const int Usage = 2;

    /// <summary>The highest exit code of `batch`, which returns the number of videos that failed: this many or more.</summary>
    public const int MostFailures = 100;

    /// <summary>The command was interrupted by Ctrl-C: 128 + SIGINT, as shells report it.</summary>
    public const int Interrupted = 130;
}
