using System.CommandLine;

namespace VideoSeg.Server.Hosting;

/// <summary>The settings that have a name on the command line.</summary>
internal static class ServeCommandLine
{
    private static readonly Dictionary<Option, string> Settings = new()
    {
        [Text("--urls", "URL", "For gRPC; several are joined by ';'. Default: http://127.0.0.1:5080.")] = "Serve:Urls",
        [Text("--http-urls", "URL", "For HTTP/1.1 (probes); empty for none. Default: http://127.0.0.1:5081.")] = "Serve:HttpUrls",
        [new Option<bool>("--insecure-remote") { Description = "Listen on addresses that other machines reach, even without TLS or authentication." }] = "Serve:InsecureRemote",
        [Text("--max-message-bytes", "BYTES", "The largest message of a client. Default: 33554432.")] = "Serve:MaxMessageBytes",
        [Text("--data", "DIR", "For what survives a restart; empty: nothing does. Default: empty.")] = "Serve:Data",
        [Text("--events", "FILE", "The events file: zones and lines that are watched, and who is told. Default: none.")] = "Events:File",
        [Text("--models", "DIR", "The folder of model packages. Default: models.")] = "Inference:Models",
        [Text("--model", "NAME", "The model of streams that name none. Default: street.")] = "Inference:DefaultModel",
        [Text("--execution-provider", "NAME", "What runs the networks. Default: CPUExecutionProvider.")] = "Inference:ExecutionProvider",
        [Text("--threads", "N", "Threads of one run of a network; 0: one for each core. Default: 0.")] = "Inference:Threads",
        [Text("--max-streams", "N", "Streams open at once. Default: 64.")] = "Streaming:MaxStreams",
        [Text("--max-streams-per-caller", "N", "Streams of one caller open at once; 0: --max-streams alone counts. Default: 0.")] = "Streaming:MaxStreamsPerCaller",
        [Text("--resume-grace", "TIME", "How long a stream waits for a client whose connection broke. Default: 00:00:30.")] = "Streaming:ResumeGrace",
        [Text("--idle-timeout", "TIME", "A stream on which nothing happens for so long is ended; 0: never. Default: 00:10:00.")] = "Streaming:IdleTimeout",
        [Text("--shutdown-timeout", "TIME", "How long a stop waits for the frames that were received. Default: 00:00:20.")] = "Serve:ShutdownTimeout",
        [Text("--jobs", "DIR", "Where batch jobs and their outputs are kept. Default: a temporary folder, which ends with the server.")] = "Jobs:Folder",
        [Text("--job-roots", "DIRS", "Folders whose files a job or a source may name; several are joined by ';'. Default: none, files are uploaded.")] = "Jobs:Roots",
        [Text("--source-hosts", "HOSTS", "Where cameras may be that the server fetches from, joined by ';': names, *.domain, addresses, networks, or *. Default: nowhere.")] = "Sources:Hosts",
        [Text("--max-frame-pixels", "N", "Width times height of a frame. Default: 33177600.")] = "Streaming:MaxFramePixels",
    };

    public static IEnumerable<Option> Options => Settings.Keys;

    /// <summary>The option's name on the command line, or null.</summary>
    public static string? NameOf(string setting) => Settings.FirstOrDefault(s => s.Value == setting).Key?.Name;

    /// <summary>Those that were given.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> SettingsOf(ParseResult parsed) =>
        from setting in Settings
        let result = parsed.GetResult(setting.Key)
        where result is { Implicit: false }
        select KeyValuePair.Create(setting.Value, setting.Key is Option<bool> flag ? parsed.GetValue(flag).ToString() : parsed.GetValue((Option<string>)setting.Key));

    private static Option<string> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
