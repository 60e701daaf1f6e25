using System.Net.Security;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Commands;

/// <summary>Asks the server of this machine, by its own settings, whether it serves: the health check of the container image.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <param name="settings">The settings of the command line.</param>
    /// <returns>0: it serves; 1: it does not, or does not answer.</returns>
    public static async Task<int> RunAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var configuration = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }).Configuration;
        configuration.AddInMemoryCollection(settings);
        var serve = configuration.GetSection("Serve").Get<ServeOptions>() ?? new ServeOptions();

        // HTTP/1.1 is on the ports for HTTP, and with TLS on those for gRPC too.
        if (ListenUrl.ParseAll(serve.HttpUrls).Concat(ListenUrl.ParseAll(serve.Urls).Where(url => url.IsTls)).FirstOrDefault() is not { } url)
        {
            throw new IOException("no port serves HTTP/1.1: set Serve:HttpUrls, or use TLS in Serve:Urls");
        }

        // The server is on this machine, and its certificate is for the name by which others call it.
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } };
        using var http = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            var answer = await http.GetStringAsync(new Uri(url.ProbeAddress, "/healthz/ready"));
            Console.WriteLine(answer);
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
