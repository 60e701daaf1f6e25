using VideoSeg.Cli.Servers;

namespace VideoSeg.Bench;

/// <summary>A server with settings that have no option on its command line: it reads them from the environment that it inherits.</summary>
internal static class ConfiguredServer
{
    /// <param name="settings">Such as Streaming__MaxStreams.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="options">More of the server program's options.</param>
    public static async Task<EmbeddedServer> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken, params IEnumerable<string> options)
    {
        try
        {
            foreach (var (name, value) in settings)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            return await EmbeddedServer.StartAsync(cancellationToken, options);
        }
        finally
        {
            foreach (string name in settings.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}
