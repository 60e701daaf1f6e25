using VideoSeg.Cli.Servers;

namespace VideoSeg.Bench;

/// <summary>Starts a server with settings that have no command-line option. The server inherits them as environment variables.</summary>
internal static class ConfiguredServer
{
    /// <param name="settings">The settings by name, such as Streaming__MaxStreams.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <param name="options">Additional options of the server program.</param>
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
