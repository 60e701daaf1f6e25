using System.CommandLine;

namespace VideoSeg.Cli;

/// <summary>Creates options whose values are validated while the command line is parsed.</summary>
internal static class CheckedOption
{
    /// <summary>Creates an option that accepts one of several values.</summary>
    public static Option<string> Choice<T>(string name, string description, Dictionary<string, T> choices, string defaultValue) =>
        new Option<string>(name) { Description = description, DefaultValueFactory = _ => defaultValue }.AcceptOnlyFromAmong([.. choices.Keys]);

    /// <summary>Creates an optional integer option with a range.</summary>
    public static Option<int?> Integer(string name, string description, int min, int max)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int?>() is { } value && (value < min || value > max))
            {
                given.AddError($"{name} must be at least {min} and at most {max}, but is {value}.");
            }
        });
        return option;
    }
}
