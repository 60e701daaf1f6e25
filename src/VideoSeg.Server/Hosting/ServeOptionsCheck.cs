using Microsoft.Extensions.Options;

namespace VideoSeg.Server.Hosting;

/// <summary>Says which URL is not allowed, and what is.</summary>
internal sealed class ServeOptionsCheck(IConfiguration configuration) : IValidateOptions<ServeOptions>
{
    public ValidateOptionsResult Validate(string? name, ServeOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        CheckUrls(nameof(options.Urls), options.Urls, options.AllowRemote, failures);
        CheckUrls(nameof(options.HttpUrls), options.HttpUrls, options.AllowRemote, failures);
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            failures.AddError("addresses are set here alone, so that the check for remote ones holds", "Kestrel:Endpoints");
        }

        return failures.Build();
    }

    private void CheckUrls(string option, string urls, bool allowRemote, ValidateOptionsResultBuilder failures)
    {
        try
        {
            foreach (var url in ListenUrl.ParseAll(urls))
            {
                if (!url.IsLoopback && !allowRemote)
                {
                    failures.AddError(
                        $"other machines could reach '{urls}', and there is no authentication; listen on localhost, or say --allow-remote", option);
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
}
