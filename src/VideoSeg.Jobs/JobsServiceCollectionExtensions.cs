using Microsoft.Extensions.DependencyInjection.Extensions;
using VideoSeg.Jobs;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Jobs.Registry;
using VideoSeg.Streaming.Files;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds jobs to a server.</summary>
public static class JobsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the registry of jobs and the built-in outputs (lines, panoptic, classes, tracks, overlay, summary). <see cref="JobOptions"/> must be registered. An
    /// output of your own is an <see cref="IJobOutput"/> that you register.
    /// </summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new FileRoots(provider.GetRequiredService<JobOptions>().Roots));
        services.TryAddSingleton<JobRegistry>();
        foreach (var output in BuiltInOutput.All)
        {
            services.AddSingleton(output);
        }

        return services;
    }
}
