using VideoSeg.Events;
using VideoSeg.Inference;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Server.Hosting;

internal static class EventSetup
{
    public static VideoSegBuilder Add(VideoSegBuilder builder)
    {
        builder.AddOptions<EventOptions>("Events");
        builder.Services.AddSingleton(services => new EventService(
            services.GetRequiredService<EventOptions>().File is { Length: > 0 } file ? EventFile.Read(file, services.GetRequiredService<ModelCatalog>()) : null,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<EventService>>()));
        builder.Services.AddSingleton<IResultObserver>(services => services.GetRequiredService<EventService>());
        return builder;
    }
}
