using System.CommandLine;

namespace VideoSeg.Cli;

/// <summary>Options whose values are checked while the command line is read.</summary>
internal static class CheckedOption
{
    /// <summary>One of a few words.</summary>
    public static Option<string> Choice<T>(string name, string description, Dictionary<string, T> choices, string otherwise) =>
        new Option<string>(name) { Description = description, DefaultValueFactory = _ => otherwise }.AcceptOnlyFromAmong([.. choices.Keys]);

    /// <summary>A whole number, or none.</summary>
    public static Option<int?> Whole(string name, string description, int least, int most)
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
