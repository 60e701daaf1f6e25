namespace VideoSeg.Server.Settings;

/// <summary>The log levels of the configuration, which .NET reads before anything else can check them.</summary>
internal static class LogLevels
{
    /// <exception cref="SettingException">A level has an unknown name.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var level in configuration.GetSection("Logging").AsEnumerable().Where(s => s.Key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase)))
        {
            if (level.Value is { } value && !Enum.TryParse<LogLevel>(value, ignoreCase: true, out _))
            {
                throw new SettingException(level.Key, $"'{value}' is not a level; allowed are {string.Join(", ", Enum.GetNames<LogLevel>())}");
            }
        }
    }
}
