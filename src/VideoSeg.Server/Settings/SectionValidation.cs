using Microsoft.Extensions.Options;

namespace VideoSeg.Server.Settings;

/// <summary>Checks the ranges of a section's options.</summary>
internal sealed class SectionValidation<T>(string section) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options) => SectionCheck.Validate(section, options);
}
