using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VideoSeg.Events;
using VideoSeg.Events.Rules;
using VideoSeg.Events.Sinks;
using VideoSeg.Events.Sinks.Mqtt;
using VideoSeg.Inference;
using VideoSeg.Streaming.Results;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds events to a server.</summary>
public static class EventsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the detection of events and the built-in sinks (webhook, mqtt). <see cref="EventOptions"/> must be registered. A sink of your own is an
    /// <see cref="IEventSinkFactory"/> that you register.
    /// </summary>
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<IEventSinkFactory, WebhookSinkFactory>();
        services.AddSingleton<IEventSinkFactory, MqttSinkFactory>();
        services.TryAddSingleton(provider => new EventService(
            provider.GetRequiredService<EventOptions>().File is { Length: > 0 } file
                ? EventFile.Read(file, provider.GetRequiredService<ModelCatalog>(), provider.GetServices<IEventSinkFactory>())
                : null,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventService>>()));
        services.AddSingleton<IResultObserver>(provider => provider.GetRequiredService<EventService>());
        return services;
    }
}
