using Microsoft.Extensions.FileProviders;

namespace VideoSeg.Server.Viewer;

/// <summary>The page at `/`: the built files of clients/web, in the folder `viewer` beside the program.</summary>
internal static class ViewerPage
{
    /// <summary>The page runs only its own scripts and loads only its own pictures; blob: is for pictures that came over gRPC.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapViewer(this WebApplication app)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "viewer");
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            app.MapGet("/", () => Results.Text("The viewer was not built: install npm, and start the server with ./videoseg serve.\n", statusCode: StatusCodes.Status404NotFound)).AllowAnonymous();
            return;
        }

        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = response => AddHeaders(response.Context) });
    }

    private static void AddHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";

        // The names of assets contain a hash of their content; the page that names them is revalidated.
        headers.CacheControl = context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
