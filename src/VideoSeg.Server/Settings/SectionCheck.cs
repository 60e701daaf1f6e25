using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace VideoSeg.Server.Settings;

/// <summary>Binds a section of the configuration to its options. Each message names the setting by its path in the configuration, and never a type of .NET.</summary>
internal static partial class SectionCheck
{
    /// <exception cref="OptionsValidationException">A setting is unknown, or its value is not of its type.</exception>
    public static void Bind<T>(IConfigurationSection section, T options)
        where T : class
    {
        if (UnknownIn(section, typeof(T)).FirstOrDefault() is { } unknown)
        {
            throw new OptionsValidationException(section.Key, typeof(T), [unknown]);
        }

        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new OptionsValidationException(section.Key, typeof(T), [Plain(e.GetBaseException().Message, e.Message)]);
        }
    }

    /// <summary>What the ranges and other annotations of the options do not allow.</summary>
    public static ValidateOptionsResult Validate<T>(string section, T options)
        where T : class
    {
        var failures = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.Select(f => $"{section}:{string.Join(", ", f.MemberNames)}: {f.ErrorMessage}"));
    }

    private static IEnumerable<string> UnknownIn(IConfigurationSection section, Type type)
    {
        if (ValuesOf(type) is { } values)
        {
            return section.GetChildren().SelectMany(child => UnknownIn(child, values));
        }

        if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type))
        {
            return section.Value is { Length: > 0 } ? [$"{section.Path} is a list: its entries are {section.Path}:0, {section.Path}:1 and so on"] : [];
        }

        return IsGroup(type) ? section.GetChildren().SelectMany(child => PropertyOf(type, child.Key) is { } property
            ? UnknownIn(child, property.PropertyType)
            : [$"{child.Path} is not a setting; {section.Path} has {string.Join(", ", SettingsOf(type).Select(p => p.Name))}"]) : [];
    }

    /// <summary>The type of the values of a dictionary by name; null: it is none.</summary>
    private static Type? ValuesOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>) ? type.GetGenericArguments()[1] : null;

    /// <summary>Whether a setting has settings below it.</summary>
    private static bool IsGroup(Type type) => type.Assembly.GetName().Name!.StartsWith("VideoSeg.", StringComparison.Ordinal) && type.IsClass;

    private static PropertyInfo? PropertyOf(Type type, string name) => SettingsOf(type).FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<PropertyInfo> SettingsOf(Type type) => type.GetProperties().Where(p => p.SetMethod?.IsPublic == true);

    private static string Plain(string cause, string message) => Conversion().Match(message) is { Success: true } failed
        ? $"{failed.Groups["setting"].Value} is '{failed.Groups["value"].Value}', which is not {NameOf(failed.Groups["type"].Value)}"
        : cause;

    private static string NameOf(string type) => type switch
    {
        "System.Int32" or "System.Int64" => "a whole number",
        "System.Double" or "System.Single" => "a number",
        "System.Boolean" => "true or false",
        "System.TimeSpan" => "a time such as 00:00:30",
        _ => "a value that is allowed",
    };

    [GeneratedRegex("'(?<value>[^']*)' at '(?<setting>[^']*)' to type '(?<type>[^']*)'")]
    private static partial Regex Conversion();
}
