using System.CommandLine;

namespace VideoSeg.Server.Commands;

/// <summary>The settings that have an option on the command line.</summary>
internal static class ServeCommandLine
{
    private static readonly Dictionary<Option, string> Settings = new()
    {
        [Text("--urls", "URL", "URLs for gRPC, joined by ';'. Default: http://127.0.0.1:5080.")] = "Serve:Urls",
        [Text("--http-urls", "URL", "URLs for HTTP/1.1 (probes, browsers), joined by ';'; empty: none. Default: http://127.0.0.1:5081.")] = "Serve:HttpUrls",
        [new Option<bool>("--insecure-remote") { Description = "Allow addresses that other machines can reach without TLS or authentication." }] = "Serve:InsecureRemote",
        [Text("--max-message-bytes", "BYTES", "The largest message of a client. Default: 33554432.")] = "Serve:MaxMessageBytes",
        [Text("--data", "DIR", "The folder for state that survives a restart; empty: nothing survives. Default: empty.")] = "Serve:Data",
        [Text("--settings", "DIR", "A folder of settings, one file each, named as in the environment, such as a mounted secret; callers in it are reloaded. Default: none.")] = "Serve:Settings",
        [Text("--events", "FILE", "The events file: zones, lines, and where their events are sent. Default: none.")] = "Events:File",
        [Text("--models", "DIR", "The folder of model packages, or of one package. Default: models.")] = "Inference:Models",
        [Text("--model", "NAME", "The model of streams that do not name one. Default: general, else the only one.")] = "Inference:DefaultModel",
        [Text("--execution-provider", "NAME", "The ONNX Runtime execution provider. Default: CPUExecutionProvider.")] = "Inference:ExecutionProvider",
        [Text("--threads", "N", "Threads of one run of a network; 0: one per core. Default: 0.")] = "Inference:Threads",
        [Text("--max-streams", "N", "Streams open at once. Default: 64.")] = "Streaming:MaxStreams",
        [Text("--max-streams-per-caller", "N", "Streams of one caller open at once; 0: no limit but --max-streams. Default: 0.")] = "Streaming:MaxStreamsPerCaller",
        [Text("--resume-grace", "TIME", "How long a stream waits for a client whose connection broke. Default: 00:00:30.")] = "Streaming:ResumeGrace",
        [Text("--idle-timeout", "TIME", "A stream without activity for this long is ended; 0: never. Default: 00:10:00.")] = "Streaming:IdleTimeout",
        [Text("--shutdown-timeout", "TIME", "How long a stop waits for the frames that were received. Default: 00:00:20.")] = "Serve:ShutdownTimeout",
        [Text("--jobs", "DIR", "The folder of jobs and their outputs. Default: a temporary folder that is deleted when the server ends.")] = "Jobs:Folder",
        [Text("--job-roots", "DIRS", "Folders whose files a job or a source may name, joined by ';'. Default: none, files are uploaded.")] = "Jobs:Roots",
        [Text("--source-hosts", "HOSTS", "Hosts that sources may be pulled from, joined by ';': names, *.domain, addresses, networks, or *. Default: none.")] = "Sources:Hosts",
        [Text("--max-frame-pixels", "N", "The largest width x height of a frame. Default: 33177600.")] = "Streaming:MaxFramePixels",
    };

    public static IEnumerable<Option> Options => Settings.Keys;

    /// <summary>The option's name on the command line, or null.</summary>
    public static string? NameOf(string setting) => Settings.FirstOrDefault(s => s.Value == setting).Key?.Name;

    /// <summary>The settings that the command line gives.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> SettingsOf(ParseResult parsed) =>
        from setting in Settings
        let result = parsed.GetResult(setting.Key)
        where result is { Implicit: false }
        select KeyValuePair.Create(setting.Value, setting.Key is Option<bool> flag ? parsed.GetValue(flag).ToString() : parsed.GetValue((Option<string>)setting.Key));

    private static Option<string> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
