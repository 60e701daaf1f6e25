using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace VideoSeg.Server.Tests.Hosting;

/// <summary>The summaries of types and properties, as the compiler wrote them beside their assembly.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<Assembly, Dictionary<string, string>> _summaries = [];

    public string Of(Type type) => Find(type.Assembly, $"T:{type.FullName}");

    public string Of(PropertyInfo property) => Find(property.DeclaringType!.Assembly, $"P:{property.DeclaringType.FullName}.{property.Name}");

    private string Find(Assembly assembly, string member)
    {
        if (!_summaries.TryGetValue(assembly, out var summaries))
        {
            _summaries[assembly] = summaries = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
                .ToDictionary(m => m.Attribute("name")!.Value, m => Space().Replace(TextOf(m.Element("summary")), " ").Trim());
        }

        return summaries.GetValueOrDefault(member, "");
    }

    /// <summary>References and code stand in attributes or elements of their own.</summary>
    private static string TextOf(XElement? summary) => string.Concat(summary?.Nodes().Select(n => n switch
    {
        XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.')[^1],
        XElement code => $"`{code.Value}`",
        _ => ((XText)n).Value,
    }) ?? []);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
