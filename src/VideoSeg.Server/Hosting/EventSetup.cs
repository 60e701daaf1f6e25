using VideoSeg.Events;

namespace VideoSeg.Server.Hosting;

internal static class EventSetup
{
    public static VideoSegBuilder Add(VideoSegBuilder builder)
    {
        builder.AddOptions<EventOptions>("Events");
        builder.Services.AddEvents();
        return builder;
    }
}
