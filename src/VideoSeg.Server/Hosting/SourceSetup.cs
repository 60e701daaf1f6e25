using System.Diagnostics;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Telemetry;
using VideoSeg.Sources;

namespace VideoSeg.Server.Hosting;

internal static class SourceSetup
{
    public static VideoSegBuilder Add(VideoSegBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SourceOptions>, SourceOptionsCheck>();
        builder.AddOptions<SourceOptions>("Sources");
        builder.Services.AddSingleton(services =>
            ActivatorUtilities.CreateInstance<SourceRegistry>(services, (Func<ulong, ActivityContext?>)services.GetRequiredService<FrameTraces>().ParentOfOwn));
        return builder;
    }
}
