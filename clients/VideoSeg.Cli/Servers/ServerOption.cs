using System.CommandLine;

namespace VideoSeg.Cli.Servers;

/// <summary>--server URL, the same in each command that has it.</summary>
internal static class ServerOption
{
    public static Option<Uri?> Create() => new("--server")
    {
        Description = "gRPC address of a running server, such as http://127.0.0.1:5080. Without it one is started for this command.",
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
