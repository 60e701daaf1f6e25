using System.CommandLine;

namespace VideoSeg.Cli.Servers;

/// <summary>--server URL, the same in each command that has it.</summary>
internal static class ServerOption
{
    public static Option<Uri?> Create() => Create("Without it one is started for this command.");

    /// <summary>For commands that make sense with a server alone on which others work.</summary>
    public static Option<Uri?> CreateOfRunning()
    {
        var option = Create("Default: the one on this machine.");
        option.DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080");
        return option;
    }

    private static Option<Uri?> Create(string otherwise) => new("--server")
    {
        Description = $"gRPC address of a running server, such as http://127.0.0.1:5080. {otherwise}",
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
