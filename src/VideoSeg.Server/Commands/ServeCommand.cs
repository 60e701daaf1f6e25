using System.Security.Cryptography;
using VideoSeg.Server.Settings;

namespace VideoSeg.Server.Commands;

/// <summary>Serves until it is asked to stop.</summary>
internal static class ServeCommand
{
    /// <param name="settings">The settings of the command line. They override appsettings.json and the environment (Serve__Urls and the like).</param>
    public static async Task RunAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        if (builder.Configuration["Serve:Settings"] is { Length: > 0 } folder)
        {
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
        }

        LogLevels.Check(builder.Configuration);
        builder.AddVideoSeg().AddJobs().AddSources().AddEvents();

        await using var app = builder.Build();
        try
        {
            app.MapVideoSeg();
            await app.RunVideoSegAsync(Console.WriteLine);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It was stopped while it started.
        }
        catch (Exception e) when (e is CryptographicException or FileNotFoundException)
        {
            // Everything else that is opened at the start has its setting's name already.
            throw new SettingException("Kestrel:Certificates:Default", e.Message, e);
        }
    }
}
