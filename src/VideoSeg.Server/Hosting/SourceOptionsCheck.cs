using Microsoft.Extensions.Options;
using VideoSeg.Sources.Feeds;
using VideoSeg.Sources.Pulling;

namespace VideoSeg.Server.Hosting;

/// <summary>Validates the hosts of sources.</summary>
internal sealed class SourceOptionsCheck : IValidateOptions<SourceOptions>
{
    public ValidateOptionsResult Validate(string? name, SourceOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        try
        {
            _ = new SourceHosts(options.Hosts);
        }
        catch (FormatException e)
        {
            failures.AddError(e.Message, "Sources:Hosts");
        }

        return failures.Build();
    }
}
