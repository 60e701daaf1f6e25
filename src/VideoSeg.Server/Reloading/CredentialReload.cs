using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.Server.Access.Sessions;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Reloading;

/// <summary>
/// Reads callers, keys of tokens, authorities and the certificate of the server again: on SIGHUP, and when one of their files has changed. What is wrong is logged,
/// and the former ones stay. Calls of callers that are not accepted any more are ended.
/// </summary>
internal sealed partial class CredentialReload(
    IConfiguration configuration,
    IOptions<ServeOptions> serve,
    IOptionsFactory<AccessOptions> options,
    Callers callers,
    ClientCertificates clientCertificates,
    ServerCertificate serverCertificate,
    CallerSessions sessions,
    IHostEnvironment environment,
    TimeProvider time,
    ILogger<CredentialReload> logger) : BackgroundService
{
    /// <summary>How often the files are looked at. They are compared by their content, because a mounted secret is replaced by links.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _wake = new(0);
    private AccessOptions? _current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // Its default action ends the process.
            context.Cancel = true;
            _wake.Release();
        });
        _current = options.Create(Options.DefaultName);
        string before = Fingerprint();
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (true)
            {
                bool isAsked = await WaitAsync(timer, stoppingToken);
                string now = Fingerprint();
                if (isAsked || now != before)
                {
                    before = now;
                    await ReloadAsync();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops, or did not start.
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <summary>True: somebody asked for it.</summary>
    private async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        await timer.WaitForNextTickAsync(cancellationToken);
        bool isAsked = false;
        while (_wake.Wait(0, cancellationToken))
        {
            isAsked = true;
        }

        return isAsked;
    }

    private async Task ReloadAsync()
    {
        try
        {
            (configuration as IConfigurationRoot)?.Reload();
            var read = options.Create(Options.DefaultName);
            if (_current!.IsRequired && !read.IsRequired)
            {
                Log.NotReloaded(logger, "no caller would be left, and everybody could call; restart the server for that");
                return;
            }

            serverCertificate.Reload();
            clientCertificates.Reload(read.ClientAuthorities);
            callers.Reload(read);
            _current = read;
            await sessions.RecheckAsync();
            Log.Reloaded(logger, read.Callers.Count);
        }
        catch (Exception e) when (e is OptionsValidationException or IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            Log.NotReloaded(logger, e.Message);
        }
    }

    private string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in Files().Where(path => path.Length > 0))
        {
            try
            {
                hash.AppendData(File.ReadAllBytes(path));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is being replaced.
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private IEnumerable<string> Files()
    {
        string folder = serve.Value.Settings;
        var access = _current!;
        return
        [
            Path.Combine(environment.ContentRootPath, "appsettings.json"),
            .. (Directory.Exists(folder) ? Directory.GetFiles(folder) : []).Order(StringComparer.Ordinal),
            access.ClientAuthorities,
            access.Tokens?.KeyFile ?? "",
            access.Tokens is { } tokens && !TokenKeys.IsUrl(tokens.Jwks) ? tokens.Jwks : "",
            .. serverCertificate.Files,
        ];
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Callers ({Callers}), authorities and certificates were reloaded")]
        public static partial void Reloaded(ILogger logger, int callers);

        [LoggerMessage(Level = LogLevel.Error, Message = "Callers, authorities and certificates were not reloaded: {Problem}")]
        public static partial void NotReloaded(ILogger logger, string problem);
    }
}
