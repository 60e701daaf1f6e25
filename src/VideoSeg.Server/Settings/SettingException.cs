using VideoSeg.Vision;

namespace VideoSeg.Server.Settings;

/// <summary>The server does not start because of a setting, which the message names.</summary>
/// <param name="setting">The setting, such as Serve:Data.</param>
/// <param name="problem">What was wrong and what is allowed.</param>
/// <param name="inner">The cause.</param>
public sealed class SettingException(string setting, string problem, Exception? inner = null) : VideoSegException($"{setting}: {problem}", inner)
{
    public string Setting { get; } = setting;

    /// <summary>Does what a setting asks for at the start.</summary>
    /// <exception cref="SettingException">It failed.</exception>
    internal static T Naming<T>(string setting, Func<T> start)
    {
        try
        {
            return start();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || (e is VideoSegException && e is not SettingException))
        {
            throw new SettingException(setting, e.Message, e);
        }
    }
}
