using Microsoft.Extensions.Options;
using VideoSeg.Sources;

namespace VideoSeg.Server.Hosting;

/// <summary>Validates the hosts and schemes of sources.</summary>
internal sealed class SourceOptionsCheck : IValidateOptions<SourceOptions>
{
    private static readonly string[] Known = SourceRegistry.SchemesOf(new SourceOptions().Schemes);

    public ValidateOptionsResult Validate(string? name, SourceOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        foreach (string unknown in SourceRegistry.SchemesOf(options.Schemes).Except(Known))
        {
            failures.AddError($"'{unknown}' is not a scheme of sources; allowed are {string.Join(", ", Known)}", nameof(options.Schemes));
        }

        try
        {
            _ = new SourceHosts(options.Hosts);
        }
        catch (FormatException e)
        {
            failures.AddError(e.Message, nameof(options.Hosts));
        }

        return failures.Build();
    }
}
