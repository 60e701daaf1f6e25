using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using VideoSeg.Server.Commands;
using VideoSeg.Server.Hosting;

namespace VideoSeg.Server.Tests.Hosting;

/// <summary>Writes docs/configuration.md: each option of each section with what its class says of it.</summary>
internal static class ConfigurationGuide
{
    private const string Intro = """
        # Configuration

        <!-- Written from the options classes by VideoSeg.Server.Tests: VIDEOSEG_WRITE_GUIDE=1 ./videoseg test. Change the comments there. -->

        The server reads `appsettings.json` beside its program, then the environment, then its command line; the later wins. A setting
        `Serve:Urls` is `{"Serve": {"Urls": …}}` in JSON, `Serve__Urls` in the environment, and some have an option on the command line. The entries of a list
        are numbered from 0 (`Access__Origins__0`). Durations are written `hh:mm:ss`.

        A setting that nobody knows, or whose value is not allowed, stops the start with its name and what is allowed.
        TLS certificates are set where ASP.NET has them: `Kestrel:Certificates:Default:Path` and `:KeyPath` (PEM) or `:Password` (PFX).
        `docs/operations.md` says how to log and to send telemetry.

        """;

    public static string Write(IEnumerable<OptionsSection> sections)
    {
        var docs = new XmlDocs();
        var guide = new StringBuilder(Intro.ReplaceLineEndings("\n"));
        foreach (var section in sections.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            guide.Append(CultureInfo.InvariantCulture, $"\n## {section.Name}\n{docs.Of(section.Options)}\n\n");
            guide.Append("| setting | allowed | default | what it is |\n|---|---|---|---|\n");
            foreach (var (name, property, value) in Settings(section.Name, section.Options))
            {
                string option = ServeCommandLine.NameOf(name) is { } flag ? $"<br>`{flag}`" : "";
                guide.Append(CultureInfo.InvariantCulture, $"| `{name}`{option} | {Allowed(property)} | {Default(value)} | {docs.Of(property).Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }

        return guide.ToString();
    }

    /// <summary>All of a section, those of nested classes in their place.</summary>
    public static IEnumerable<(string Name, PropertyInfo Property, object? Default)> Settings(string prefix, Type type)
    {
        object defaults = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            string name = $"{prefix}:{property.Name}";
            yield return (name, property, property.GetValue(defaults));
            var (nested, place) = property.PropertyType is { IsGenericType: true } generic && generic.GetGenericTypeDefinition() == typeof(Dictionary<,>)
                ? (generic.GetGenericArguments()[1], $"{name}:NAME")
                : (property.PropertyType, name);
            if (nested.Namespace?.StartsWith("VideoSeg", StringComparison.Ordinal) == true && nested.IsClass)
            {
                foreach (var setting in Settings(place, nested))
                {
                    yield return setting;
                }
            }
        }
    }

    private static string Allowed(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        string what = type switch
        {
            { IsEnum: true } => string.Join(", ", Enum.GetNames(type)),
            { IsArray: true } => "list",
            _ when type == typeof(bool) => "true, false",
            _ when type == typeof(string) => "text",
            _ when type == typeof(TimeSpan) => "duration",
            _ when type == typeof(int) || type == typeof(long) => "whole number",
            _ when type == typeof(double) || type == typeof(float) => "number",
            _ => "section",
        };
        return property.GetCustomAttribute<RangeAttribute>() is { } range
            ? string.Create(CultureInfo.InvariantCulture, $"{what}, {range.Minimum} to {range.Maximum}")
            : what;
    }

    private static string Default(object? value) => value switch
    {
        null or "" or ICollection { Count: 0 } => "none",
        bool flag => flag ? "`true`" : "`false`",
        IEnumerable and not string => $"`{string.Join(", ", ((IEnumerable)value).Cast<object>())}`",
        _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };
}
