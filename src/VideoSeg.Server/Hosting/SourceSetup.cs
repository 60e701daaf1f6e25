using System.Diagnostics;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Telemetry;
using VideoSeg.Sources.Pulling;

namespace VideoSeg.Server.Hosting;

internal static class SourceSetup
{
    public static VideoSegBuilder Add(VideoSegBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SourceOptions>, SourceOptionsCheck>();
        builder.AddOptions<SourceOptions>("Sources");
        builder.Services.AddSingleton(services => (Func<ulong, ActivityContext?>)services.GetRequiredService<FrameTraces>().ParentOfOwn);
        builder.Services.AddSources();
        return builder;
    }
}
