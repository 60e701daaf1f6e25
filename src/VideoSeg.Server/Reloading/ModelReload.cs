using System.Runtime.InteropServices;
using VideoSeg.Inference;
using VideoSeg.Inference.Packages;

namespace VideoSeg.Server.Reloading;

/// <summary>Reloads changed model packages on SIGHUP. Files are not watched, because a package that is still being copied is incomplete.</summary>
internal sealed partial class ModelReload(ModelCatalog models, ILogger<ModelReload> logger) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            // Its default action ends the process.
            signal.Cancel = true;
            Reload();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _registration?.Dispose();

    private void Reload()
    {
        try
        {
            var loaded = models.Reload();
            Log.Reloaded(logger, loaded.Count == 0 ? "no package has changed" : string.Join(", ", loaded.Select(m => $"{m.Manifest.Name} {m.Manifest.Version}")));
        }
        catch (Exception e) when (e is ModelPackageException or IOException or UnauthorizedAccessException)
        {
            Log.NotReloaded(logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Models were reloaded: {Models}")]
        public static partial void Reloaded(ILogger logger, string models);

        [LoggerMessage(Level = LogLevel.Error, Message = "Models were not reloaded: {Problem}")]
        public static partial void NotReloaded(ILogger logger, string problem);
    }
}
