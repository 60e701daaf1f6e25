using Microsoft.Extensions.Options;
using VideoSeg.Server.Access;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Hosting;

/// <summary>Validates the URLs: remote ones need TLS and authentication.</summary>
internal sealed class ServeOptionsCheck(IConfiguration configuration, IOptions<AccessOptions> access) : IValidateOptions<ServeOptions>
{
    public ValidateOptionsResult Validate(string? name, ServeOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        CheckUrls("Serve:Urls", options.Urls, options.InsecureRemote, failures);
        CheckUrls("Serve:HttpUrls", options.HttpUrls, options.InsecureRemote, failures);
        CheckUrls("Serve:ProbeUrls", options.ProbeUrls, insecureRemote: true, failures);
        if (OpenFileLimit.Current() is { } files && files < options.MaxConnections + ServeOptions.OtherFiles)
        {
            failures.AddError(
                $"it is {options.MaxConnections}, which with {ServeOptions.OtherFiles} other files is more than the {files} files that this process may open; lower it, or raise RLIMIT_NOFILE (ulimit -n, LimitNOFILE of systemd)",
                "Serve:MaxConnections");
        }

        if (options.BytesInFlightPerCaller < options.MaxMessageBytes)
        {
            failures.AddError(
                $"it is {options.MaxBytesInFlightPerCaller}; allowed are at least the {options.MaxMessageBytes} of Serve:MaxMessageBytes, or 0", "Serve:MaxBytesInFlightPerCaller");
        }

        if (options.BytesInFlight < options.BytesInFlightPerCaller)
        {
            failures.AddError(
                $"it is {options.MaxBytesInFlight}; allowed are at least the {options.BytesInFlightPerCaller} of Serve:MaxBytesInFlightPerCaller, or 0", "Serve:MaxBytesInFlight");
        }

        if (configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            failures.AddError("not supported; set Serve:Urls and Serve:HttpUrls, which are checked for remote addresses", "Kestrel:Endpoints");
        }

        return failures.Build();
    }

    private void CheckUrls(string option, string urls, bool insecureRemote, ValidateOptionsResultBuilder failures)
    {
        try
        {
            foreach (var url in ListenUrl.ParseAll(urls))
            {
                if (!url.IsLoopback && !insecureRemote && MissingFor(url) is { } missing)
                {
                    failures.AddError(
                        $"other machines can reach '{urls}', and there is {missing}; listen on localhost, configure it, or set --insecure-remote", option);
                }

                if (url.IsTls && !configuration.GetSection("Kestrel:Certificates:Default").Exists())
                {
                    failures.AddError(
                        $"'{urls}' needs a certificate; set Kestrel:Certificates:Default:Path and :KeyPath (PEM) or :Password (PFX)", option);
                }
            }
        }
        catch (FormatException e)
        {
            failures.AddError(e.Message, option);
        }
    }

    private string? MissingFor(ListenUrl url) => (url.IsTls, access.Value.IsRequired) switch
    {
        (true, true) => null,
        (true, false) => "no authentication (Access:Callers or Access:Tokens)",
        (false, true) => "no TLS (https, with Kestrel:Certificates:Default)",
        (false, false) => "neither TLS (https, with Kestrel:Certificates:Default) nor authentication (Access:Callers or Access:Tokens)",
    };
}
