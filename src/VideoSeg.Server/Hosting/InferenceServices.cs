using Microsoft.Extensions.DependencyInjection.Extensions;
using VideoSeg.Inference;
using VideoSeg.Inference.Families;
using VideoSeg.Inference.Keyframes;

namespace VideoSeg.Server.Hosting;

/// <summary>Registers models, with the families and keyframe policies that come with VideoSeg.</summary>
public static class InferenceServices
{
    /// <summary>
    /// Adds the <see cref="ModelCatalog"/>. Each <see cref="IModelFamily"/> and <see cref="IKeyframePolicyFactory"/> that is registered, before or after, can be named by
    /// packages and streams.
    /// </summary>
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        foreach (var family in ModelLoader.BuiltInFamilies)
        {
            services.AddSingleton(family);
        }

        foreach (var policy in KeyframePolicies.BuiltIn)
        {
            services.AddSingleton(policy);
        }

        services.TryAddSingleton<ModelFamilies>();
        services.TryAddSingleton<KeyframePolicies>();
        services.TryAddSingleton(provider => ModelCatalog.Load(new ModelLoader(
            provider.GetRequiredService<InferenceOptions>(),
            provider.GetRequiredService<ModelFamilies>(),
            provider.GetRequiredService<KeyframePolicies>())));
        return services;
    }

    /// <summary>Adds a keyframe policy that packages and streams can name.</summary>
    /// <param name="services">The server's.</param>
    /// <param name="name">As <see cref="IKeyframePolicyFactory.Name"/>.</param>
    /// <param name="create">Makes the policy of one stream.</param>
    public static IServiceCollection AddKeyframePolicy(this IServiceCollection services, string name, Func<KeyframeOptions, IKeyframePolicy> create) =>
        services.AddSingleton<IKeyframePolicyFactory>(new KeyframePolicyFactory(name, create));
}
