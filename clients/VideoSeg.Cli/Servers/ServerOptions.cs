using System.CommandLine;
using System.CommandLine.Parsing;

namespace VideoSeg.Cli.Servers;

/// <summary>The options of all commands that call a server: its addresses, the caller's credential, and TLS.</summary>
internal sealed class ServerOptions
{
    /// <summary>The environment variable with the API key or token. Unlike an argument, it is not shown in the list of processes.</summary>
    public const string KeyVariable = "VIDEOSEG_KEY";

    private static readonly Uri Local = new("http://127.0.0.1:5080");

    private readonly Option<Uri[]> _addresses;

    private readonly bool _hasDefault;

    private readonly Option<string?> _keyFile = new("--key-file") { Description = $"A file with the API key or token for the server. Default: {KeyVariable}.", HelpName = "FILE" };

    private readonly Option<string?> _authorities = new("--ca") { Description = "A PEM file of the authorities that the server's certificate is checked against. Default: those of the system.", HelpName = "FILE" };

    private readonly Option<string?> _certificate = new("--cert") { Description = "A PEM file with the client certificate, and the certificates that link it to its authority.", HelpName = "FILE" };

    private readonly Option<string?> _certificateKey = new("--cert-key") { Description = "A PEM file with the private key of --cert. Default: it is in the file of --cert.", HelpName = "FILE" };

    private ServerOptions(string defaultText, Uri[] defaultAddresses)
    {
        _hasDefault = defaultAddresses.Length > 0;
        _addresses = new Option<Uri[]>("--server")
        {
            Description = $"The gRPC address of a running server, such as http://127.0.0.1:5080 or https://host:5080. Several addresses, separated by commas: the first that responds. {defaultText}",
            HelpName = "URL",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = ParseAddresses,
            DefaultValueFactory = _ => defaultAddresses,
        };
    }

    /// <summary>Creates the options of a command that starts a server if no address is given.</summary>
    public static ServerOptions Create() => new("Default: start a server for this command.", []);

    /// <summary>Creates the options of a command that needs a running server, because it lists or follows what other clients do.</summary>
    public static ServerOptions CreateForRunningServer() => new($"Default: {Local.OriginalString}.", [Local]);

    public void AddTo(Command command)
    {
        Option[] security = [_keyFile, _authorities, _certificate, _certificateKey];
        command.Add(_addresses);
        foreach (var option in security)
        {
            command.Add(option);
        }

        command.Validators.Add(given =>
        {
            if (given.GetResult(_certificateKey) is not null && given.GetResult(_certificate) is null)
            {
                given.AddError("--cert-key is the key of --cert, which is missing.");
            }

            // The words themselves: values are converted after this check.
            var addresses = given.GetResult(_addresses) is { Implicit: false, Tokens: var words } ? words : [];
            if (addresses.Count == 0 && !_hasDefault && security.FirstOrDefault(option => given.GetResult(option) is not null) is { } useless)
            {
                given.AddError($"{useless.Name} is for a running server: --server is missing.");
            }
            else if (addresses is not [{ Value: ['h', 't', 't', 'p', 's', ':', ..] }, ..] && security[1..].FirstOrDefault(option => given.GetResult(option) is not null) is { } unencrypted)
            {
                given.AddError($"{unencrypted.Name} needs an address that begins with https://.");
            }
        });
    }

    /// <summary>Returns whether the command line gives an address.</summary>
    public bool IsGiven(SymbolResult given) => given.GetResult(_addresses) is { Implicit: false };

    /// <summary>Reads the options and the files that they name.</summary>
    /// <returns>The server to call, or <see langword="null"/> to start one.</returns>
    /// <exception cref="CommandFailedException">A file does not hold what it should.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public ServerEndpoint? Read(ParseResult arguments)
    {
        if (arguments.GetValue(_addresses) is not { Length: > 0 } addresses)
        {
            return null;
        }

        return new ServerEndpoint(addresses)
        {
            Credential = arguments.GetValue(_keyFile) is { } file ? ReadKey(file) : Environment.GetEnvironmentVariable(KeyVariable)?.Trim() is { Length: > 0 } key ? key : null,
            Tls = addresses[0].Scheme == Uri.UriSchemeHttps
                ? TlsFiles.Read(arguments.GetValue(_authorities), arguments.GetValue(_certificate), arguments.GetValue(_certificateKey))
                : null,
        };
    }

    private static string ReadKey(string path) =>
        File.ReadAllText(path).Trim() is { Length: > 0 } key ? key : throw new CommandFailedException($"The key file {path} is empty.");

    private static Uri[] ParseAddresses(ArgumentResult argument)
    {
        var addresses = new List<Uri>();
        foreach (string text in argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                argument.AddError($"'{text}' is not an address such as http://127.0.0.1:5080.");
                return [];
            }

            if (addresses is [var first, ..] && first.Scheme != address.Scheme)
            {
                argument.AddError($"'{text}' and '{first.OriginalString}' are addresses of one server, so both must begin with http:// or both with https://.");
                return [];
            }

            addresses.Add(address);
        }

        return [.. addresses];
    }
}
