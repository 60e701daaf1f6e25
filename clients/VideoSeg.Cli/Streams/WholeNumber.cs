using System.CommandLine;

namespace VideoSeg.Cli.Streams;

/// <summary>Options that take a whole number in a range.</summary>
internal static class WholeNumber
{
    public static Option<int?> Option(string name, string description, int least, int most)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int?>() is { } value && (value < least || value > most))
            {
                given.AddError($"{name} is at least {least} and at most {most}; {value} was given.");
            }
        });
        return option;
    }
}
