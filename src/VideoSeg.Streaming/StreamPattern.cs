using System.Diagnostics.CodeAnalysis;

namespace VideoSeg.Streaming;

/// <summary>
/// Which streams are meant: the tokens of an id, where <c>*</c> stands for one token and <c>></c>, at the end, for one or more.
/// An id is the pattern of itself alone.
/// </summary>
public sealed class StreamPattern
{
    private const string One = "*";
    private const string Rest = ">";

    private readonly string[] _tokens;

    private StreamPattern(string[] tokens) => _tokens = tokens;

    /// <summary>All streams.</summary>
    public static StreamPattern All { get; } = new([Rest]);

    /// <summary>Whether <paramref name="text"/> is a pattern: 1 to 64 characters of A-Z a-z 0-9 _ -, * and >, in tokens joined by dots.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StreamPattern? pattern)
    {
        string[] tokens = text.Split('.');
        bool isPattern = text.Length <= 64 && tokens.Index().All(t => t.Item switch
        {
            One => true,
            Rest => t.Index == tokens.Length - 1,
            _ => t.Item.Length > 0 && t.Item.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'),
        });
        pattern = isPattern ? new StreamPattern(tokens) : null;
        return isPattern;
    }

    /// <summary>Whether the stream is one of those that are meant.</summary>
    public bool Matches(string streamId) => Covers(streamId.Split('.'));

    /// <summary>Whether each stream that <paramref name="other"/> can mean is meant.</summary>
    public bool Covers(StreamPattern other) => Covers(other._tokens);

    public override string ToString() => string.Join('.', _tokens);

    private bool Covers(string[] tokens)
    {
        for (int i = 0; i < _tokens.Length; i++)
        {
            if (i == tokens.Length)
            {
                return false;
            }

            if (_tokens[i] == Rest)
            {
                return true;
            }

            if (tokens[i] == Rest || (_tokens[i] != One && _tokens[i] != tokens[i]))
            {
                return false;
            }
        }

        return _tokens.Length == tokens.Length;
    }
}
