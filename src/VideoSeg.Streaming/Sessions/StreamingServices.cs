using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Sinks;
using VideoSeg.Streaming.Subscriptions;

namespace VideoSeg.Streaming.Sessions;

/// <summary>Registers what streams are made of.</summary>
public static class StreamingServices
{
    /// <summary>
    /// Adds streams, the results log, subscriptions and sinks. The host provides a <see cref="VideoSeg.Inference.ModelCatalog"/>, an
    /// <see cref="VideoSeg.Streaming.Records.IResultEncoding"/> and logging. Options, the log and what it stores have defaults that an earlier registration replaces.
    /// </summary>
    public static IServiceCollection AddStreaming(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StreamingOptions>();
        services.TryAddSingleton<ResultHubOptions>();
        services.TryAddSingleton(provider => ResultStore.InMemory(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SequenceNumbers>();
        services.TryAddSingleton<IResultLog, MemoryResultLog>();
        services.TryAddSingleton<ResultSinks>();
        services.TryAddSingleton<ResultHub>();
        services.TryAddSingleton<StreamRegistry>();
        services.TryAddSingleton(provider => provider.GetRequiredService<StreamRegistry>().Decoding);
        return services;
    }
}
