using VideoSeg.Jobs;

namespace VideoSeg.Server.Hosting;

internal static class JobSetup
{
    public static VideoSegBuilder Add(VideoSegBuilder builder)
    {
        builder.AddOptions<JobOptions>("Jobs");
        builder.Services.AddJobs();
        return builder;
    }
}
