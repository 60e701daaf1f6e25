using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoSeg.Jobs;

/// <summary>The outputs of a stored job: an array of names. Version 0.1 stored them as the text of flags, such as "Lines, ClassMaps".</summary>
internal sealed class OutputNamesConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return [.. reader.GetString()!.Split(", ").Select(flag => flag == "ClassMaps" ? "classes" : flag.ToLowerInvariant())];
        }

        var names = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            names.Add(reader.GetString()!);
        }

        return names;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (string name in value)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
