namespace VideoSeg.Cli;

/// <summary>What the tool's exit code says.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>It was asked for rightly and could not be done.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The highest exit code of batch, which is the number of videos that failed: so many, or more.</summary>
    public const int MostFailures = 100;

    /// <summary>Ctrl-C, as shells report it.</summary>
    public const int Interrupted = 130;
}
