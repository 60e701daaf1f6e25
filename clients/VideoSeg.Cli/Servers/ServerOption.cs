using System.CommandLine;

namespace VideoSeg.Cli.Servers;

/// <summary>The option --server of all commands that call a server.</summary>
internal static class ServerOption
{
    public static Option<Uri?> Create() => Create("Default: start a server for this command.");

    /// <summary>Creates the option for commands that need a running server, because they list or follow what other clients do.</summary>
    public static Option<Uri?> CreateForRunningServer()
    {
        var option = Create("Default: http://127.0.0.1:5080.");
        option.DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080");
        return option;
    }

    private static Option<Uri?> Create(string defaultText) => new("--server")
    {
        Description = $"gRPC address of a running server, such as http://127.0.0.1:5080. {defaultText}",
        HelpName = "URL",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            argument.AddError($"'{text}' is not an address such as http://127.0.0.1:5080.");
            return null;
        },
    };
}
