using Microsoft.Extensions.Options;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Server.Settings;
using VideoSeg.Streaming.Sinks;

namespace VideoSeg.Server.Hosting;

/// <summary>What <c>AddVideoSeg</c> returns, for the capabilities that a server can be built without.</summary>
public sealed class VideoSegBuilder
{
    private readonly WebApplicationBuilder _app;

    internal VideoSegBuilder(WebApplicationBuilder app) => _app = app;

    /// <summary>The services of the application.</summary>
    public IServiceCollection Services => _app.Services;

    /// <summary>The configuration of the application.</summary>
    public IConfiguration Configuration => _app.Configuration;

    /// <summary>Adds a place that results go to. It receives the results of all streams.</summary>
    public VideoSegBuilder AddResultSink<T>()
        where T : class, IResultSink
    {
        Services.AddSingleton<IResultSink, T>();
        return this;
    }

    /// <summary>Adds a keyframe policy that model packages and streams can name.</summary>
    /// <param name="name">The policy's name: lower case, words joined by hyphens.</param>
    /// <param name="create">Creates the policy of one stream from the stream's keyframe options.</param>
    public VideoSegBuilder AddKeyframePolicy(string name, Func<KeyframeOptions, IKeyframePolicy> create)
    {
        Services.AddKeyframePolicy(name, create);
        return this;
    }

    /// <summary>Adds a kind of output that jobs can name. Needs <c>AddJobs()</c>.</summary>
    public VideoSegBuilder AddJobOutput<T>()
        where T : class, IJobOutput
    {
        Services.AddSingleton<IJobOutput, T>();
        return this;
    }

    /// <summary>Binds a section of the configuration to its options, which are also available as a service of their own. Unknown settings stop the start.</summary>
    internal VideoSegBuilder AddOptions<T>(string section)
        where T : class
    {
        Services.AddSingleton(new OptionsSection(section, typeof(T)));
        Services.AddSingleton(services => services.GetRequiredService<IOptions<T>>().Value);
        Services.AddOptions<T>()
            .Configure(options => SectionCheck.Bind(Configuration.GetSection(section), options))
            .ValidateOnStart();
        Services.AddSingleton<IValidateOptions<T>>(new SectionValidation<T>(section));
        return this;
    }
}
