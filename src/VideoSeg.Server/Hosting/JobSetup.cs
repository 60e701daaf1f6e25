using VideoSeg.Jobs;
using VideoSeg.Streaming.Files;

namespace VideoSeg.Server.Hosting;

internal static class JobSetup
{
    public static VideoSegBuilder Add(VideoSegBuilder builder)
    {
        builder.AddOptions<JobOptions>("Jobs");
        builder.Services.AddSingleton(services => new FileRoots(services.GetRequiredService<JobOptions>().Roots));
        builder.Services.AddSingleton<JobRegistry>();
        return builder;
    }
}
